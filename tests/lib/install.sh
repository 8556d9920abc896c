# shellcheck shell=bash
# Installs a program through the system's package manager. Sourced by tests/run and tests/peers/run.

# install_package WHAT MANAGER=PACKAGES... : installs WHAT with the first package manager found here.
# Each further argument names the packages one manager knows it by: 'apt-get=nodejs npm' 'apk=nodejs npm'.
install_package() {
  local what=$1 pair manager packages
  shift
  for pair in "$@"; do
    manager=${pair%%=*} packages=${pair#*=}
    command -v "$manager" >/dev/null 2>&1 || continue
    echo "$what is missing: installing it with $manager ($packages)" >&2
    # $packages is a list of words on purpose.
    # shellcheck disable=SC2086
    case $manager in
      apt-get)
        as_root apt-get -qq update &&
          as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends $packages
        ;;
      dnf) as_root dnf --quiet --assumeyes install $packages ;;
      apk) as_root apk add --quiet --no-progress $packages ;;
      pacman) as_root pacman --sync --refresh --noconfirm --needed $packages ;;
      zypper) as_root zypper --quiet --non-interactive install $packages ;;
      brew) brew install --quiet $packages ;;
      *) echo "install.sh: no recipe for $manager" >&2 && return 1 ;;
    esac >&2 || break
    return 0
  done
  echo "could not install $what: please install it by hand and run this again" >&2
  return 1
}

# Runs a command as root: as it is, or through sudo.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    echo "this needs root, and there is no sudo: $*" >&2
    return 1
  fi
}
