module drone-k8s/benches/oracle

go 1.19

require github.com/buildkite/yaml v2.1.0+incompatible
