/*
 * What the script relies on, and nothing else: a POSIX shell whose test knows -ef (dash, bash, busybox, ksh, zsh and
 * the BSD shells do), ln, rm, mv, cp, cmp, mkdir, rmdir, chmod, touch, tr, sync, and stat or ls.
 */

/** The beginning of every undo script: its options, its counters and the questions it asks of the disk. */
export const UNDO_SCRIPT_START = `LC_ALL=C
export LC_ALL
unset IFS CDPATH
set -f -u
umask 077

usage() {
  echo 'Usage: sh SCRIPT [--dry-run] [--restored]'
  echo '  --dry-run   say what would be done, change nothing'
  echo '  --restored  accept files that came back from a backup: inode numbers are not compared'
}

dry_run=no
compare_inodes=yes
for option; do
  case $option in
    -n | --dry-run) dry_run=yes ;;
    --restored) compare_inodes=no ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
if ! [ / -ef / ] 2>/dev/null; then
  echo 'This shell cannot compare files (test -ef): use dash, bash or busybox sh.' >&2
  exit 2
fi

set -- $(stat -c '%d %i %s %.9Y' / 2>/dev/null)
stat_style=gnu
if [ $# -ne 4 ]; then
  set -- $(stat -f '%d %i %z %m' / 2>/dev/null)
  stat_style=bsd
fi
if [ $# -ne 4 ]; then
  stat_style=none
  echo 'There is no stat here: files are told apart by inode and size, not by time.' >&2
fi

stopped=no
finished=no
done_count=0
already_count=0
skipped_count=0
failed_count=0

at_exit() {
  trap - EXIT
  if [ "$finished" = no ] && [ "$stopped" = no ]; then
    echo 'This script ends too early: a part of it is missing.' >&2
  fi
  [ "$dry_run" = no ] || printf 'Dry run, nothing was changed. '
  echo "Steps done: $done_count, done already: $already_count, skipped: $skipped_count, failed: $failed_count."
  [ "$stopped" = no ] || exit 130
  [ "$finished" = yes ] && [ $((skipped_count + failed_count)) -eq 0 ] || exit 1
  exit 0
}
trap at_exit EXIT
trap 'stopped=yes' HUP INT TERM

# Stops between two steps, never within one.
go_on() {
  [ "$stopped" = no ] || exit 130
}

# Control characters could steer a terminal.
printable() {
  printf '%s' "$1" | tr '\\001-\\037\\177' '????????????????????????????????'
}

skip() { # PATH REASON
  skipped_count=$((skipped_count + 1))
  printf 'skipped: %s: %s\\n' "$(printable "$1")" "$2" >&2
}

fail() { # PATH REASON
  failed_count=$((failed_count + 1))
  printf 'failed: %s: %s\\n' "$(printable "$1")" "$2" >&2
}

would() { # VERB PATH [PATH]
  done_count=$((done_count + 1))
  printf 'would %s %s' "$1" "$(printable "$2")"
  [ $# -lt 3 ] || printf ' to %s' "$(printable "$3")"
  printf '\\n'
}

# Makes a folder the working folder, unless a part of its path is a symbolic link.
enter() { # FOLDER
  cd -P "\${1:-/}" 2>/dev/null && [ "$PWD" = "\${1:-/}" ]
}

there() { # PATH
  [ -e "$1" ] || [ -L "$1" ]
}

plain() { # PATH
  [ -f "$1" ] && [ ! -L "$1" ]
}

one_file() { # PATH PATH
  plain "$1" && plain "$2" && [ "$1" -ef "$2" ]
}

# Sets device, inode, size and mtime of a path, never of what a link points to.
facts() { # PATH
  case $stat_style in
    gnu) set -- $(stat -c '%d %i %s %.9Y' "$1" 2>/dev/null) ;;
    bsd) set -- $(stat -f '%d %i %z %m' "$1" 2>/dev/null) ;;
    *)
      set -- $(ls -dni "$1" 2>/dev/null)
      [ $# -ge 7 ] || return 1
      set -- unknown "$1" "$6" unknown
      ;;
  esac
  [ $# -eq 4 ] || return 1
  device=$1
  inode=$2
  size=$3
  mtime=$4
}

# Whether a path still is the file that the operation left; says in why, when it is not.
unchanged() { # PATH SIZE MTIME INODE
  why='it was changed since'
  facts "$1" || return 1
  [ "$size" = "$2" ] || return 1
  if [ "$3" != - ]; then
    case $mtime in
      unknown | "$3" | "\${3%.*}" | "\${3%.*}.000000000") ;;
      *) return 1 ;;
    esac
  fi
  if [ "$compare_inodes" = no ] || [ "$4" = - ] || [ "$4" = "$inode" ]; then
    return 0
  fi
  why='it is another file now; --restored accepts it if it came back from a backup'
  return 1
}

# Whether make_folder made, or in a dry run would have made, the folder of that number.
made() { # NUMBER
  [ "$1" != - ] && eval "[ \\"\\\${made_$1-no}\\" = yes ]"
}
`;
