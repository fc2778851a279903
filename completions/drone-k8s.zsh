#compdef drone-k8s

autoload -U is-at-least

_drone-k8s() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'-h[Print help]' \
'--help[Print help]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_drone-k8s_commands" \
"*::: :->drone-k8s" \
&& ret=0
    case $state in
    (drone-k8s)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:drone-k8s-command-$line[1]:"
        case $line[1] in
            (exec)
_arguments "${_arguments_options[@]}" : \
'--pipeline=[Name of the pipeline; not needed when the file holds only one Kubernetes pipeline]:NAME:_default' \
'*--include=[Run only these steps and services]:STEP:_default' \
'*--exclude=[Leave out these steps and services]:STEP:_default' \
'--timeout=[Time that the whole run may take\: seconds, or with units (90s, 10m, 1h30m)]:TIME:_default' \
'--workdir=[Folder that is uploaded as the working tree \[default\: the current one\]]:FOLDER:_files' \
'*--privileged=[Images that may run privileged as plugins, besides the usual ones, which need a consent]:IMAGE:_default' \
'*--labels=[Put a label on the Pod]:KEY=VALUE:_default' \
'*--secret=[Take a secret from the environment variable of that name (or of its upper-case form); with =VALUE its value, which the process list then shows]:NAME[=VALUE]:_default' \
'*--secret-file=[Read secrets from a file of NAME=VALUE lines, or of a YAML or JSON mapping; - is stdin]:FILE:_files' \
'*--secret-from=[Take secrets from a Secret in the run'\''s namespace\: kubernetes\:SECRET for all its keys, kubernetes\:SECRET/KEY for one, NAME=kubernetes\:SECRET/KEY to call it NAME]:SOURCE:_default' \
'*--secret-map=[Take a given secret for a \`kind\: secret\` document with \`get\`, by its path and name\: PATH/NAME=SECRET, or PATH=SECRET for all of the path]:PATH/NAME=SECRET:_default' \
'--kubeconfig=[The kubeconfig file \[default\: those of \`KUBECONFIG\`, or \`~/.kube/config\`\]]:FILE:_files' \
'--context=[The context of the kubeconfig \[default\: the current one\]]:NAME:_default' \
'-n+[The namespace \[default\: that of the context\]]:NAME:_default' \
'--namespace=[The namespace \[default\: that of the context\]]:NAME:_default' \
'--as=[User to impersonate]:USER:_default' \
'--helper-image=[Image of the container that receives the tree and sends the logs\: busybox or alike]:IMAGE:_default' \
'--lease=[How long the objects outlive a client that was killed]:TIME:_default' \
'--grace=[Time that steps have to end after Ctrl-C, a signal or the timeout]:TIME:_default' \
'--pull-timeout=[How long an image may fail to be pulled for reasons that may pass]:TIME:_default' \
'--schedule-timeout=[How long the Pod may wait for a node]:TIME:_default' \
'-o+[How to show the run; yaml only with --dry-run]:FORMAT:((auto\:"Colours and a status line on a terminal, plain otherwise"
plain\:"Lines of text"
json\:"One JSON object a line"
yaml\:"The objects of --dry-run as YAML"))' \
'--output=[How to show the run; yaml only with --dry-run]:FORMAT:((auto\:"Colours and a status line on a terminal, plain otherwise"
plain\:"Lines of text"
json\:"One JSON object a line"
yaml\:"The objects of --dry-run as YAML"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set"
always\:"Always"
never\:"Never"))' \
'--clone-image=[Image of the clone step]:IMAGE:_default' \
'(--no-registry-login)--registry-config=[Take registry logins from this docker config.json only]:FILE:_files' \
'*--allow-namespace=[Allow a namespace that the file names, or one of the cluster itself such as kube-system]:NAME:_default' \
'--system-host=[Host name of the Drone server]:TEXT:_default' \
'--system-proto=[http or https]:TEXT:_default' \
'--system-version=[Version of the Drone server]:TEXT:_default' \
'--repo-slug=[Repository as owner/name]:TEXT:_default' \
'--repo-namespace=[Owner of the repository]:TEXT:_default' \
'--repo-name=[Name of the repository]:TEXT:_default' \
'--repo-link=[Address of its page]:TEXT:_default' \
'--repo-http=[Address to clone over http]:TEXT:_default' \
'--repo-ssh=[Address to clone over ssh]:TEXT:_default' \
'--repo-branch=[Its default branch]:TEXT:_default' \
'--repo-visibility=[public, private or internal]:TEXT:_default' \
'--build-number=[Number of the build]:N:_default' \
'--build-parent=[Number of the build that was restarted or promoted]:N:_default' \
'--build-event=[push, pull_request, tag, promote, rollback, cron or custom]:TEXT:_default' \
'--build-action=[Action of the event, such as opened]:TEXT:_default' \
'--build-cron=[Name of the cron job]:TEXT:_default' \
'--build-target=[Target of a promotion]:TEXT:_default' \
'--build-created=[Unix time at which the build was created]:N:_default' \
'--commit-after=[Hash of the commit]:TEXT:_default' \
'--commit-before=[Hash of the commit before]:TEXT:_default' \
'--commit-ref=[Reference, such as refs/heads/main]:TEXT:_default' \
'--commit-branch=[Branch, for --commit-source and --commit-target]:TEXT:_default' \
'--commit-source=[Branch that the change comes from]:TEXT:_default' \
'--commit-target=[Branch that the change is for]:TEXT:_default' \
'--commit-message=[Message of the commit]:TEXT:_default' \
'--commit-title=[Title of the pull request]:TEXT:_default' \
'--commit-link=[Address of the commit'\''s page]:TEXT:_default' \
'--author-login=[Account of the author]:TEXT:_default' \
'--author-name=[Name of the author]:TEXT:_default' \
'--author-email=[E-mail address of the author]:TEXT:_default' \
'--author-avatar=[Address of the author'\''s picture]:TEXT:_default' \
'--stage-number=[Number of the pipeline]:N:_default' \
'--stage-os=[Operating system of the pipeline]:TEXT:_default' \
'--stage-arch=[Architecture of the pipeline]:TEXT:_default' \
'--stage-variant=[Variant of the architecture]:TEXT:_default' \
'--stage-kind=[]:STAGE_KIND:_default' \
'--stage-type=[]:STAGE_TYPE:_default' \
'*-e+[Set a variable of every step and of \`\${…}\`; KEY alone takes its value from this process]:KEY[=VALUE]:_default' \
'*--env=[Set a variable of every step and of \`\${…}\`; KEY alone takes its value from this process]:KEY[=VALUE]:_default' \
'*--environ=[Set a variable as --environ of the official runner\: everything else that sets it wins]:KEY=VALUE:_default' \
'*--env-file=[Read variables from a file of KEY=VALUE lines; --environ wins over them]:FILE:_files' \
'--policy=[Apply a policy file of the official runner]:FILE:_files' \
'--resume-at=[Do not run the steps that stand before this one in the file; services run]:STEP:_default' \
'*--volume=[Mount a folder of the node in every step (with --allow-host-paths or --trusted)]:HOST:PATH[:ro]:_default' \
'*--secrets=[Give a secret on the command line, where others can see it\: better --secret or --secret-file]:NAME=VALUE:_default' \
'(--timeout)--repo-timeout=[Time that the whole run may take, in minutes]:MINUTES:_default' \
'--limit-memory=[Most memory that a step may have, in MiB; 0 for no limit]:MIB:_default' \
'--limit-cpu=[Most CPU that a step may have, in thousandths of a core; 0 for no limit]:MILLICORES:_default' \
'--request-memory=[Memory that the Pod requests unless the pipeline says it, in MiB]:MIB:_default' \
'--request-cpu=[CPU that the Pod requests unless the pipeline says it, in thousandths of a core]:MILLICORES:_default' \
'--min-request-memory=[Least memory that each step requests, in MiB]:MIB:_default' \
'--min-request-cpu=[Least CPU that each step requests, in thousandths of a core]:MILLICORES:_default' \
'--netrc-machine=[Host for which steps get a login for git \[env\: \`DRONE_NETRC_MACHINE\`\]]:HOST:_default' \
'--netrc-username=[Its user \[env\: \`DRONE_NETRC_USERNAME\`\]]:NAME:_default' \
'--netrc-password=[Its password, which others can see here but not in \[env\: \`DRONE_NETRC_PASSWORD\`\]]:TEXT:_default' \
'--repo-id=[]:REPO_ID:_default' \
'--repo-created=[]:REPO_CREATED:_default' \
'--repo-updated=[]:REPO_UPDATED:_default' \
'--build-id=[]:BUILD_ID:_default' \
'--build-updated=[]:BUILD_UPDATED:_default' \
'--commit-sender=[]:COMMIT_SENDER:_default' \
'--commit-fork=[]:COMMIT_FORK:_default' \
'--stage-id=[]:STAGE_ID:_default' \
'--stage-kernel=[]:STAGE_KERNEL:_default' \
'--stage-created=[]:STAGE_CREATED:_default' \
'--stage-updated=[]:STAGE_UPDATED:_default' \
'--system-link=[]:SYSTEM_LINK:_default' \
'--trusted[Allow what only trusted repositories may do\: privileged steps, host volumes and the like]' \
'--no-git[Do not upload the .git folder]' \
'--allow-missing-secrets[Give steps an empty variable where a secret is missing, as the official runner does]' \
'--withhold-secrets[Give steps empty variables for all secrets when the event is \`pull_request\`, as the official runner does]' \
'--dry-run[Print the objects that would be created, without secret values, and do nothing]' \
'--no-log-prefix[Write the output of steps to stdout exactly as it comes, without step names]' \
'--clone[Clone the repository in the cluster, as a Drone server does, instead of uploading the working tree]' \
'--no-registry-login[Do not give registry logins of this machine to the cluster]' \
'--allow-privileged[Allow privileged steps, and plugins such as plugins/docker that run privileged by themselves]' \
'--allow-host-paths[Allow volumes that are paths of the node]' \
'--allow-node-placement[Allow \`node_name\` and \`tolerations\`]' \
'--allow-service-account[Allow \`service_account_name\`]' \
'-y[Do not ask before a run on a context that looks like production]' \
'--yes[Do not ask before a run on a context that looks like production]' \
'--repo-private[The repository is private]' \
'--repo-protected[The repository is protected; only an annotation tells]' \
'--print-env[Print the variables that steps and \`\${…}\` see, and where each came from, and do nothing]' \
'--compat[Repeat the official runner'\''s mistakes too, such as backslashes that it eats]' \
'--pretty[Colours, as --color always; --no-pretty as --color never]' \
'--no-pretty[]' \
'--debug[Say on stderr which variables there are, as --print-env, and run]' \
'--trace[As --debug, and the objects that --dry-run prints]' \
'--dump[Write the plan of the run to stderr as JSON]' \
'--no-debug[]' \
'--no-trace[]' \
'--no-dump[]' \
'--no-trusted[]' \
'--no-repo-private[]' \
'--no-repo-protected[]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::file -- The pipeline file \[default\: .drone.yml, then .drone.yaml\]:_files' \
&& ret=0
;;
(lint)
_arguments "${_arguments_options[@]}" : \
'-f+[How to show what was found]:FORMAT:((full\:"With the lines of the file, for people"
concise\:"One line for each\: file, line, column"
json\:"One JSON array"
jsonl\:"One JSON object a line"
github\:"Annotations of GitHub Actions"
gitlab\:"Code Quality of GitLab"
sarif\:"SARIF 2.1.0"
junit\:"\`JUnit\` XML"
checkstyle\:"Checkstyle XML"
rdjson\:"Reviewdog'\''s diagnostics"))' \
'--format=[How to show what was found]:FORMAT:((full\:"With the lines of the file, for people"
concise\:"One line for each\: file, line, column"
json\:"One JSON array"
jsonl\:"One JSON object a line"
github\:"Annotations of GitHub Actions"
gitlab\:"Code Quality of GitLab"
sarif\:"SARIF 2.1.0"
junit\:"\`JUnit\` XML"
checkstyle\:"Checkstyle XML"
rdjson\:"Reviewdog'\''s diagnostics"))' \
'*--select=[Only these rules\: numbers, their beginnings (DK1), names, or \`all\`]:RULE:_default' \
'*--ignore=[Leave these rules out]:RULE:_default' \
'*--error=[Take what these rules find as errors]:RULE:_default' \
'*--warn=[Take what these rules find as warnings]:RULE:_default' \
'--min-severity=[Show nothing below this]:SEVERITY:((error\:"Only what makes a file unusable or wrong"
warning\:"Also what is surprising"
info\:"Everything"))' \
'--stdin-filename=[The name to show for stdin]:NAME:_default' \
'--config=[The configuration \[default\: .drone-k8s.yaml in the folder of the file or above it\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set"
always\:"Always"
never\:"Never"))' \
'--explain=[Tell all about a rule, and lint nothing]:RULE:_default' \
'--trusted[The repository is trusted\: privileged steps, host volumes and the like are fine]' \
'--shellcheck[Also show what shellcheck says of commands; it must be on the PATH]' \
'--fix[Mend what can be mended safely]' \
'--unsafe-fixes[With --fix or --diff\: mend also where the result must be looked at]' \
'--diff[Show what --fix would change, and change nothing; exit code 1 if there is something]' \
'--strict[Exit code 1 for warnings too]' \
'--statistics[Show how often each rule found something, instead of the findings]' \
'(--config)--no-config[Read no configuration]' \
'--list-rules[List all rules, and lint nothing]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::paths -- Files, folders that are searched for .drone.yml and .drone.yaml, or - for stdin \[default\: .drone.yml, then .drone.yaml\]:_files' \
&& ret=0
;;
(fmt)
_arguments "${_arguments_options[@]}" : \
'--stdin-filename=[The name to show for stdin]:NAME:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless \`NO_COLOR\` is set"
always\:"Always"
never\:"Never"))' \
'(--check --diff)-w[Write the result to the files, instead of stdout]' \
'(--check --diff)--write[Write the result to the files, instead of stdout]' \
'(--check --diff)--save[Write the result to the files, instead of stdout]' \
'--check[Name the files that would change, and change nothing; exit code 1 if there are any]' \
'--diff[Show what would change, and change nothing; exit code 1 if there is something]' \
'--sort-keys[Put the keys of pipelines, steps and services in Drone'\''s usual order too]' \
'--allow-signed[Format files with a \`kind\: signature\` too\: they must be signed again]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::paths -- Files, folders that are searched for .drone.yml and .drone.yaml, or - for stdin \[default\: .drone.yml, then .drone.yaml\]:_files' \
&& ret=0
;;
(schema)
_arguments "${_arguments_options[@]}" : \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(completion)
_arguments "${_arguments_options[@]}" : \
'-h[Print help]' \
'--help[Print help]' \
':shell -- The shell to complete for:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_drone-k8s__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:drone-k8s-help-command-$line[1]:"
        case $line[1] in
            (exec)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(lint)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(fmt)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(schema)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(completion)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_drone-k8s_commands] )) ||
_drone-k8s_commands() {
    local commands; commands=(
'exec:Run a Kubernetes pipeline of the working tree in one Pod of the current cluster' \
'lint:Say what is wrong or surprising in pipeline files, and where' \
'fmt:Format pipeline files, without ever changing what they mean' \
'schema:Print a JSON Schema of Kubernetes pipelines, for editors' \
'completion:Print a completion script' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'drone-k8s commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__completion_commands] )) ||
_drone-k8s__subcmd__completion_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s completion commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__exec_commands] )) ||
_drone-k8s__subcmd__exec_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s exec commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__fmt_commands] )) ||
_drone-k8s__subcmd__fmt_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s fmt commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help_commands] )) ||
_drone-k8s__subcmd__help_commands() {
    local commands; commands=(
'exec:Run a Kubernetes pipeline of the working tree in one Pod of the current cluster' \
'lint:Say what is wrong or surprising in pipeline files, and where' \
'fmt:Format pipeline files, without ever changing what they mean' \
'schema:Print a JSON Schema of Kubernetes pipelines, for editors' \
'completion:Print a completion script' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'drone-k8s help commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help__subcmd__completion_commands] )) ||
_drone-k8s__subcmd__help__subcmd__completion_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s help completion commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help__subcmd__exec_commands] )) ||
_drone-k8s__subcmd__help__subcmd__exec_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s help exec commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help__subcmd__fmt_commands] )) ||
_drone-k8s__subcmd__help__subcmd__fmt_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s help fmt commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help__subcmd__help_commands] )) ||
_drone-k8s__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s help help commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help__subcmd__lint_commands] )) ||
_drone-k8s__subcmd__help__subcmd__lint_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s help lint commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__help__subcmd__schema_commands] )) ||
_drone-k8s__subcmd__help__subcmd__schema_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s help schema commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__lint_commands] )) ||
_drone-k8s__subcmd__lint_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s lint commands' commands "$@"
}
(( $+functions[_drone-k8s__subcmd__schema_commands] )) ||
_drone-k8s__subcmd__schema_commands() {
    local commands; commands=()
    _describe -t commands 'drone-k8s schema commands' commands "$@"
}

if [ "$funcstack[1]" = "_drone-k8s" ]; then
    _drone-k8s "$@"
else
    compdef _drone-k8s drone-k8s
fi
