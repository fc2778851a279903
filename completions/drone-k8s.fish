# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_drone_k8s_global_optspecs
    string join \n h/help V/version
end

function __fish_drone_k8s_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_drone_k8s_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_drone_k8s_using_subcommand
    set -l cmd (__fish_drone_k8s_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -s h -l help -d 'Print help'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -s V -l version -d 'Print version'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -f -a "exec" -d 'Run a Kubernetes pipeline of the working tree in one Pod of the current cluster'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -f -a "lint" -d 'Say what is wrong or surprising in pipeline files, and where'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -f -a "fmt" -d 'Format pipeline files, without ever changing what they mean'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -f -a "schema" -d 'Print a JSON Schema of Kubernetes pipelines, for editors'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -f -a "completion" -d 'Print a completion script'
complete -c drone-k8s -n "__fish_drone_k8s_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l pipeline -d 'Name of the pipeline; not needed when the file holds only one Kubernetes pipeline' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l include -d 'Run only these steps and services' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l exclude -d 'Leave out these steps and services' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l timeout -d 'Time that the whole run may take: seconds, or with units (90s, 10m, 1h30m)' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l workdir -d 'Folder that is uploaded as the working tree [default: the current one]' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l privileged -d 'Images that may run privileged as plugins, besides the usual ones, which need a consent' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l labels -d 'Put a label on the Pod' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l secret -d 'Take a secret from the environment variable of that name (or of its upper-case form); with =VALUE its value, which the process list then shows' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l secret-file -d 'Read secrets from a file of NAME=VALUE lines, or of a YAML or JSON mapping; - is stdin' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l secret-from -d 'Take secrets from a Secret in the run\'s namespace: kubernetes:SECRET for all its keys, kubernetes:SECRET/KEY for one, NAME=kubernetes:SECRET/KEY to call it NAME' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l secret-map -d 'Take a given secret for a `kind: secret` document with `get`, by its path and name: PATH/NAME=SECRET, or PATH=SECRET for all of the path' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l kubeconfig -d 'The kubeconfig file [default: those of `KUBECONFIG`, or `~/.kube/config`]' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l context -d 'The context of the kubeconfig [default: the current one]' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -s n -l namespace -d 'The namespace [default: that of the context]' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l as -d 'User to impersonate' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l helper-image -d 'Image of the container that receives the tree and sends the logs: busybox or alike' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l lease -d 'How long the objects outlive a client that was killed' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l grace -d 'Time that steps have to end after Ctrl-C, a signal or the timeout' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l pull-timeout -d 'How long an image may fail to be pulled for reasons that may pass' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l schedule-timeout -d 'How long the Pod may wait for a node' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -s o -l output -d 'How to show the run; yaml only with --dry-run' -r -f -a "auto\t'Colours and a status line on a terminal, plain otherwise'
plain\t'Lines of text'
json\t'One JSON object a line'
yaml\t'The objects of --dry-run as YAML'"
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l clone-image -d 'Image of the clone step' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l registry-config -d 'Take registry logins from this docker config.json only' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l allow-namespace -d 'Allow a namespace that the file names, or one of the cluster itself such as kube-system' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l system-host -d 'Host name of the Drone server' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l system-proto -d 'http or https' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l system-version -d 'Version of the Drone server' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-slug -d 'Repository as owner/name' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-namespace -d 'Owner of the repository' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-name -d 'Name of the repository' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-link -d 'Address of its page' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-http -d 'Address to clone over http' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-ssh -d 'Address to clone over ssh' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-branch -d 'Its default branch' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-visibility -d 'public, private or internal' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-number -d 'Number of the build' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-parent -d 'Number of the build that was restarted or promoted' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-event -d 'push, pull_request, tag, promote, rollback, cron or custom' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-action -d 'Action of the event, such as opened' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-cron -d 'Name of the cron job' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-target -d 'Target of a promotion' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-created -d 'Unix time at which the build was created' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-after -d 'Hash of the commit' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-before -d 'Hash of the commit before' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-ref -d 'Reference, such as refs/heads/main' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-branch -d 'Branch, for --commit-source and --commit-target' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-source -d 'Branch that the change comes from' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-target -d 'Branch that the change is for' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-message -d 'Message of the commit' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-title -d 'Title of the pull request' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-link -d 'Address of the commit\'s page' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l author-login -d 'Account of the author' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l author-name -d 'Name of the author' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l author-email -d 'E-mail address of the author' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l author-avatar -d 'Address of the author\'s picture' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-number -d 'Number of the pipeline' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-os -d 'Operating system of the pipeline' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-arch -d 'Architecture of the pipeline' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-variant -d 'Variant of the architecture' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-kind -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-type -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -s e -l env -d 'Set a variable of every step and of `${…}`; KEY alone takes its value from this process' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l environ -d 'Set a variable as --environ of the official runner: everything else that sets it wins' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l env-file -d 'Read variables from a file of KEY=VALUE lines; --environ wins over them' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l policy -d 'Apply a policy file of the official runner' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l resume-at -d 'Do not run the steps that stand before this one in the file; services run' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l volume -d 'Mount a folder of the node in every step (with --allow-host-paths or --trusted)' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l secrets -d 'Give a secret on the command line, where others can see it: better --secret or --secret-file' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-timeout -d 'Time that the whole run may take, in minutes' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l limit-memory -d 'Most memory that a step may have, in MiB; 0 for no limit' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l limit-cpu -d 'Most CPU that a step may have, in thousandths of a core; 0 for no limit' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l request-memory -d 'Memory that the Pod requests unless the pipeline says it, in MiB' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l request-cpu -d 'CPU that the Pod requests unless the pipeline says it, in thousandths of a core' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l min-request-memory -d 'Least memory that each step requests, in MiB' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l min-request-cpu -d 'Least CPU that each step requests, in thousandths of a core' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l netrc-machine -d 'Host for which steps get a login for git [env: `DRONE_NETRC_MACHINE`]' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l netrc-username -d 'Its user [env: `DRONE_NETRC_USERNAME`]' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l netrc-password -d 'Its password, which others can see here but not in [env: `DRONE_NETRC_PASSWORD`]' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-id -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-created -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-updated -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-id -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l build-updated -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-sender -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l commit-fork -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-id -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-kernel -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-created -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l stage-updated -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l system-link -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l trusted -d 'Allow what only trusted repositories may do: privileged steps, host volumes and the like'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-git -d 'Do not upload the .git folder'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l allow-missing-secrets -d 'Give steps an empty variable where a secret is missing, as the official runner does'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l withhold-secrets -d 'Give steps empty variables for all secrets when the event is `pull_request`, as the official runner does'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l dry-run -d 'Print the objects that would be created, without secret values, and do nothing'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-log-prefix -d 'Write the output of steps to stdout exactly as it comes, without step names'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l clone -d 'Clone the repository in the cluster, as a Drone server does, instead of uploading the working tree'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-registry-login -d 'Do not give registry logins of this machine to the cluster'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l allow-privileged -d 'Allow privileged steps, and plugins such as plugins/docker that run privileged by themselves'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l allow-host-paths -d 'Allow volumes that are paths of the node'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l allow-node-placement -d 'Allow `node_name` and `tolerations`'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l allow-service-account -d 'Allow `service_account_name`'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -s y -l yes -d 'Do not ask before a run on a context that looks like production'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-private -d 'The repository is private'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l repo-protected -d 'The repository is protected; only an annotation tells'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l print-env -d 'Print the variables that steps and `${…}` see, and where each came from, and do nothing'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l compat -d 'Repeat the official runner\'s mistakes too, such as backslashes that it eats'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l pretty -d 'Colours, as --color always; --no-pretty as --color never'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-pretty
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l debug -d 'Say on stderr which variables there are, as --print-env, and run'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l trace -d 'As --debug, and the objects that --dry-run prints'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l dump -d 'Write the plan of the run to stderr as JSON'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-debug
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-trace
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-dump
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-trusted
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-repo-private
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -l no-repo-protected
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -s f -l format -d 'How to show what was found' -r -f -a "full\t'With the lines of the file, for people'
concise\t'One line for each: file, line, column'
json\t'One JSON array'
jsonl\t'One JSON object a line'
github\t'Annotations of GitHub Actions'
gitlab\t'Code Quality of GitLab'
sarif\t'SARIF 2.1.0'
junit\t'`JUnit` XML'
checkstyle\t'Checkstyle XML'
rdjson\t'Reviewdog\'s diagnostics'"
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l select -d 'Only these rules: numbers, their beginnings (DK1), names, or `all`' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l ignore -d 'Leave these rules out' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l error -d 'Take what these rules find as errors' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l warn -d 'Take what these rules find as warnings' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l min-severity -d 'Show nothing below this' -r -f -a "error\t'Only what makes a file unusable or wrong'
warning\t'Also what is surprising'
info\t'Everything'"
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l stdin-filename -d 'The name to show for stdin' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l config -d 'The configuration [default: .drone-k8s.yaml in the folder of the file or above it]' -r -F
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l explain -d 'Tell all about a rule, and lint nothing' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l trusted -d 'The repository is trusted: privileged steps, host volumes and the like are fine'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l shellcheck -d 'Also show what shellcheck says of commands; it must be on the PATH'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l fix -d 'Mend what can be mended safely'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l unsafe-fixes -d 'With --fix or --diff: mend also where the result must be looked at'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l diff -d 'Show what --fix would change, and change nothing; exit code 1 if there is something'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l strict -d 'Exit code 1 for warnings too'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l statistics -d 'Show how often each rule found something, instead of the findings'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l no-config -d 'Read no configuration'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -l list-rules -d 'List all rules, and lint nothing'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -l stdin-filename -d 'The name to show for stdin' -r
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -s w -l write -l save -d 'Write the result to the files, instead of stdout'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -l check -d 'Name the files that would change, and change nothing; exit code 1 if there are any'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -l diff -d 'Show what would change, and change nothing; exit code 1 if there is something'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -l sort-keys -d 'Put the keys of pipelines, steps and services in Drone\'s usual order too'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -l allow-signed -d 'Format files with a `kind: signature` too: they must be signed again'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand schema" -s h -l help -d 'Print help'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand completion" -s h -l help -d 'Print help'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand help; and not __fish_seen_subcommand_from exec lint fmt schema completion help" -f -a "exec" -d 'Run a Kubernetes pipeline of the working tree in one Pod of the current cluster'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand help; and not __fish_seen_subcommand_from exec lint fmt schema completion help" -f -a "lint" -d 'Say what is wrong or surprising in pipeline files, and where'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand help; and not __fish_seen_subcommand_from exec lint fmt schema completion help" -f -a "fmt" -d 'Format pipeline files, without ever changing what they mean'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand help; and not __fish_seen_subcommand_from exec lint fmt schema completion help" -f -a "schema" -d 'Print a JSON Schema of Kubernetes pipelines, for editors'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand help; and not __fish_seen_subcommand_from exec lint fmt schema completion help" -f -a "completion" -d 'Print a completion script'
complete -c drone-k8s -n "__fish_drone_k8s_using_subcommand help; and not __fish_seen_subcommand_from exec lint fmt schema completion help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
