_drone__k8s() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="drone__k8s"
                ;;
            drone__k8s,completion)
                cmd="drone__k8s__subcmd__completion"
                ;;
            drone__k8s,exec)
                cmd="drone__k8s__subcmd__exec"
                ;;
            drone__k8s,fmt)
                cmd="drone__k8s__subcmd__fmt"
                ;;
            drone__k8s,help)
                cmd="drone__k8s__subcmd__help"
                ;;
            drone__k8s,lint)
                cmd="drone__k8s__subcmd__lint"
                ;;
            drone__k8s,schema)
                cmd="drone__k8s__subcmd__schema"
                ;;
            drone__k8s__subcmd__help,completion)
                cmd="drone__k8s__subcmd__help__subcmd__completion"
                ;;
            drone__k8s__subcmd__help,exec)
                cmd="drone__k8s__subcmd__help__subcmd__exec"
                ;;
            drone__k8s__subcmd__help,fmt)
                cmd="drone__k8s__subcmd__help__subcmd__fmt"
                ;;
            drone__k8s__subcmd__help,help)
                cmd="drone__k8s__subcmd__help__subcmd__help"
                ;;
            drone__k8s__subcmd__help,lint)
                cmd="drone__k8s__subcmd__help__subcmd__lint"
                ;;
            drone__k8s__subcmd__help,schema)
                cmd="drone__k8s__subcmd__help__subcmd__schema"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        drone__k8s)
            opts="-h -V --help --version exec lint fmt schema completion help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__completion)
            opts="-h --help bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__exec)
            opts="-n -o -y -e -h --pipeline --include --exclude --trusted --timeout --workdir --no-git --privileged --labels --secret --secret-file --secret-from --secret-map --allow-missing-secrets --withhold-secrets --kubeconfig --context --namespace --as --helper-image --lease --grace --pull-timeout --schedule-timeout --output --dry-run --no-log-prefix --color --clone --clone-image --registry-config --no-registry-login --allow-privileged --allow-host-paths --allow-node-placement --allow-service-account --allow-namespace --yes --system-host --system-proto --system-version --repo-slug --repo-namespace --repo-name --repo-link --repo-http --repo-ssh --repo-branch --repo-visibility --build-number --build-parent --build-event --build-action --build-cron --build-target --build-created --commit-after --commit-before --commit-ref --commit-branch --commit-source --commit-target --commit-message --commit-title --commit-link --author-login --author-name --author-email --author-avatar --stage-number --stage-os --stage-arch --stage-variant --stage-kind --stage-type --repo-private --repo-protected --env --environ --env-file --print-env --compat --policy --resume-at --volume --secrets --repo-timeout --limit-memory --limit-cpu --request-memory --request-cpu --min-request-memory --min-request-cpu --netrc-machine --netrc-username --netrc-password --pretty --no-pretty --debug --trace --dump --no-debug --no-trace --no-dump --no-trusted --no-repo-private --no-repo-protected --repo-id --repo-created --repo-updated --build-id --build-updated --commit-sender --commit-fork --stage-id --stage-kernel --stage-created --stage-updated --system-link --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --pipeline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --include)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --exclude)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --workdir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --privileged)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --labels)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --secret)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --secret-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --secret-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --secret-map)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --kubeconfig)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --namespace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --as)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --helper-image)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lease)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --grace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pull-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schedule-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "auto plain json yaml" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "auto plain json yaml" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --clone-image)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --registry-config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --allow-namespace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system-host)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system-proto)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-slug)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-namespace)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-link)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-http)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-ssh)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-branch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-visibility)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-number)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-parent)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-event)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-action)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-cron)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-target)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-created)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-after)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-before)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-ref)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-branch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-source)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-target)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-message)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-title)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-link)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --author-login)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --author-name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --author-email)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --author-avatar)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-number)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-os)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-arch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-variant)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-kind)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-type)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -e)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --environ)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --env-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --policy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resume-at)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --volume)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --secrets)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit-memory)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit-cpu)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request-memory)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request-cpu)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --min-request-memory)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --min-request-cpu)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --netrc-machine)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --netrc-username)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --netrc-password)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-created)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --repo-updated)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --build-updated)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-sender)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --commit-fork)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-kernel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-created)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage-updated)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --system-link)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__fmt)
            opts="-w -h --save --write --check --diff --sort-keys --allow-signed --stdin-filename --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --stdin-filename)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help)
            opts="exec lint fmt schema completion help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help__subcmd__completion)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help__subcmd__exec)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help__subcmd__fmt)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help__subcmd__lint)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__help__subcmd__schema)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__lint)
            opts="-f -h --format --trusted --shellcheck --fix --unsafe-fixes --diff --select --ignore --error --warn --min-severity --strict --statistics --stdin-filename --config --no-config --color --explain --list-rules --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --format)
                    COMPREPLY=($(compgen -W "full concise json jsonl github gitlab sarif junit checkstyle rdjson" -- "${cur}"))
                    return 0
                    ;;
                -f)
                    COMPREPLY=($(compgen -W "full concise json jsonl github gitlab sarif junit checkstyle rdjson" -- "${cur}"))
                    return 0
                    ;;
                --select)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --error)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --warn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --min-severity)
                    COMPREPLY=($(compgen -W "error warning info" -- "${cur}"))
                    return 0
                    ;;
                --stdin-filename)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --explain)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        drone__subcmd__k8s__subcmd__schema)
            opts="-h --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _drone__k8s -o nosort -o bashdefault -o default drone-k8s
else
    complete -F _drone__k8s -o bashdefault -o default drone-k8s
fi
