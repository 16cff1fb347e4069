#!/usr/bin/env bash
#
# Sets up what the tests need, then runs them.
#
#   bash scripts/test.sh                    all tests but the slow ones
#   bash scripts/test.sh -m ''              the slow ones as well
#   bash scripts/test.sh -k loader -x       arguments go to pytest
#   bash scripts/test.sh --setup-only       install, run nothing
#   bash scripts/test.sh --tests-only       run, install nothing (works without a network)
#
# Set-up means: system packages for Manim, LaTeX and the sandbox where they are missing (apt; root or sudo only if one is
# missing), a virtual environment (the active one, else .venv), and the package with the extras that the tests use, at
# the versions in constraints.txt. It may be run again at any time.
#
# PYTHON names the interpreter for a new .venv; without it the first of python3, python3.13, 3.12, 3.11 that is
# 3.11 or newer is taken.

set -euo pipefail
# The tests start hundreds of processes; without bytecode each compiles what it imports.
unset PYTHONDONTWRITEBYTECODE
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf -- '-- %s\n' "$*"; }

fail() {
  printf -- 'scripts/test.sh: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

has_pip() { [ -x "$1/bin/python" ] && "$1/bin/python" -m pip --version >/dev/null 2>&1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
    if have "$candidate" && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  fail "no Python 3.11 or newer was found; install one, or name it: PYTHON=/path/to/python3.11 bash scripts/test.sh"
}

# Prints the Debian package NAME (python3.11-dev, python3.11-venv) that completes the interpreter PYTHON.
# A Python that Debian did not install cannot be completed by a Debian package.
python_package() {
  local python=$1 kind=$2 what=$3 executable
  executable=$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')
  if have dpkg && dpkg -S "$executable" >/dev/null 2>&1; then
    "$python" -c "import sys; print('python%d.%d-$kind' % sys.version_info[:2])"
  else
    fail "$executable has no $what; complete that installation, or choose another: PYTHON=/path/to/python3.11"
  fi
}

tex_has() {
  local file
  have kpsewhich || return 1
  for file in "$@"; do
    kpsewhich "$file" >/dev/null || return 1
  done
}

# Prints the Debian packages that are missing, one a line. What is there is found by the commands, libraries and
# files themselves, so a machine that has them from elsewhere needs no apt and no root.
missing_packages() {
  local python=$1 package
  if have pkg-config; then
    pkg-config --exists pangocairo || echo libpango1.0-dev
    pkg-config --exists cairo || echo libcairo2-dev
  else
    printf '%s\n' pkg-config libpango1.0-dev libcairo2-dev
  fi
  { have gcc && have g++; } || echo build-essential
  if ! "$python" -c '
import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_config_var("INCLUDEPY") or "", "Python.h")))'; then
    package=$(python_package "$python" dev "Python.h, which building Manim's bindings needs") || return
    echo "$package"
  fi
  # Debian's Python has no ensurepip until python3-venv is installed, and `python3 -m venv` fails without it.
  if ! has_pip "$venv" && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$(python_package "$python" venv "ensurepip, which a virtual environment needs") || return
    echo "$package"
  fi
  { have latex && tex_has standalone.cls preview.sty amsmath.sty amssymb.sty; } || echo texlive-latex-extra
  tex_has txfonts.sty || echo texlive-fonts-recommended
  have dvisvgm || echo dvisvgm
  have bwrap || echo bubblewrap
  have setpriv || echo util-linux
  "$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null || echo libseccomp2
}

# Installs Debian packages, those of LaTeX in the background ($latex): pip needs none of them.
install_packages() {
  local -a root=() apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  local -a install=("${apt[@]}" install -y --no-install-recommends) first=() later=()
  local package
  have apt-get || fail "these Debian packages, or what they are called here, are needed: $*"
  if [ "$(id -u)" -ne 0 ]; then
    # Without a terminal nobody can type a password.
    if have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      root=(sudo)
    else
      fail "system packages are missing and this user can become root neither by itself nor with sudo;" \
        "ask somebody who can to run: apt-get install --no-install-recommends $*"
    fi
  fi
  for package in "$@"; do
    case $package in
      texlive-* | dvisvgm) later+=("$package") ;;
      *) first+=("$package") ;;
    esac
  done
  "${root[@]}" "${apt[@]}" update
  [ ${#first[@]} -eq 0 ] || "${root[@]}" "${install[@]}" "${first[@]}"
  if [ ${#later[@]} -gt 0 ]; then
    "${root[@]}" "${install[@]}" "${later[@]}" &
    latex=$!
  fi
}

setup() {
  local python list latex=""
  local -a packages=()
  if has_pip "$venv"; then
    python=$venv/bin/python
  else
    python=$(find_python)
  fi

  list=$(missing_packages "$python")
  if [ -n "$list" ]; then
    mapfile -t packages <<<"$list"
    say "installing system packages: ${packages[*]}"
    install_packages "${packages[@]}"
    hash -r
  else
    say "system packages: nothing is missing"
  fi

  if ! has_pip "$venv"; then
    say "making the virtual environment $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
  else
    say "using the virtual environment $venv ($("$venv/bin/python" --version))"
  fi
  say "installing derivative-manim[dev,animate,app,model,validation,finetune,inspect] at the versions of constraints.txt"
  # The pip that comes with Python 3.11 takes three times as long to find out what fits together. Bytecode is left to be
  # made of what is imported: that of everything takes longer than the rest of the installation.
  "$venv/bin/python" -m pip install -q --disable-pip-version-check pip -c constraints.txt
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-compile \
    -e '.[dev,animate,app,model,validation,finetune,inspect]' -c constraints.txt
  if [ -n "$latex" ]; then
    wait "$latex" || fail "the packages of LaTeX could not be installed"
  fi
  list=$(missing_packages "$python")
  [ -z "$list" ] || fail "installed, but still not found: ${list//$'\n'/ }"
  # What runs in the sandbox cannot write it there.
  "$venv/bin/python" -c 'import validation.run.worker, validation.run.analyst'
}

if [ -n "${VIRTUAL_ENV:-}" ] && has_pip "$VIRTUAL_ENV"; then
  venv=$VIRTUAL_ENV
else
  venv=$PWD/.venv
fi

case ${1:-} in
  --setup-only)
    [ $# -eq 1 ] || fail "--setup-only runs no tests and takes no further arguments"
    setup
    exit
    ;;
  --tests-only)
    shift
    has_pip "$venv" || fail "there is no virtual environment yet; run: bash scripts/test.sh --setup-only"
    ;;
  *) setup ;;
esac

say "running the tests"
# The tests start `derivative-manim` and other commands by name.
PATH=$venv/bin:$PATH
# A file stays with one worker: the long runs that its tests share are made once. Many tests wait for a process of their
# own, so that two workers more than there are cores are not too many.
exec "$venv/bin/python" -m pytest -n "$(($(nproc) + 2))" --dist loadfile --no-loadscope-reorder "$@"
