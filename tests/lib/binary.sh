# shellcheck shell=bash
# Builds the program for checks that run it from outside. Sourced by .ci/run and tests/peers/run.

# Sets ROUNDEL_BIN to a debug build of the program. Call it inside the checkout.
#
# `--examples` (there are none) makes cargo unify features with the dev-dependencies, as the test suite's build
# does: what that built is used again. A bare `cargo run` would compile sea-orm, sqlx and twenty more once more.
build_roundel() {
  local target
  cargo build --quiet --workspace --bins --examples
  target=$(cargo metadata --format-version 1 --no-deps --offline)
  target=${target##*\"target_directory\":\"}
  export ROUNDEL_BIN=${target%%\"*}/debug/roundel
}
