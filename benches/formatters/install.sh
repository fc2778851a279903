# Sourced: installs prettier and yamlfmt below target/ and says where they are.

export PRETTIER_VERSION=3.10.1 YAMLFMT_VERSION=0.21.0
formatters=${CARGO_TARGET_DIR:-$PWD/target}/formatters
mkdir -p "$formatters"
export PRETTIER=$formatters/node_modules/.bin/prettier YAMLFMT=$formatters/yamlfmt
if [ ! -x "$YAMLFMT" ] && command -v go > /dev/null; then
  GOBIN=$formatters go install "github.com/google/yamlfmt/cmd/yamlfmt@v$YAMLFMT_VERSION"
fi
if [ ! -x "$PRETTIER" ] && command -v npm > /dev/null; then
  npm install --silent --no-audit --no-fund --prefix "$formatters" "prettier@$PRETTIER_VERSION"
fi
