/** How an undo script removes copies, and makes and removes folders. */
export const UNDO_SCRIPT_FOLDERS = `remove_copy() { # KEPT_FOLDER NAME COPY_FOLDER NAME SIZE MTIME INODE
  go_on
  kept=$1/$2
  copy=$3/$4
  if ! there "$copy"; then
    already_count=$((already_count + 1))
  elif ! enter "$1" || ! plain "$kept"; then
    skip "$copy" 'its original is not there any more'
  elif ! enter "$3"; then
    skip "$copy" 'its folder is now reached through a symbolic link'
  elif ! plain "./$4"; then
    skip "$copy" 'it is not a regular file any more'
  elif ! unchanged "./$4" "$5" "$6" "$7"; then
    skip "$copy" "$why"
  elif one_file "$kept" "./$4"; then
    skip "$copy" 'it is its original under another name'
  elif ! cmp -s "$kept" "./$4"; then
    skip "$copy" 'its original does not hold the same bytes any more'
  elif [ "$dry_run" = yes ]; then
    would 'remove the copy' "$copy"
  elif rm -f "./$4" 2>/dev/null; then
    done_count=$((done_count + 1))
  else
    fail "$copy" 'it cannot be removed'
  fi
}

make_folder() { # NUMBER PARENT NAME MODE MADE
  go_on
  if ! enter "$2"; then
    if [ "$dry_run" = yes ] && made "$5"; then
      eval "made_$1=yes"
      would 'make the folder' "$2/$3"
    else
      skip "$2/$3" 'the folder it belongs in is not there'
    fi
  elif [ -d "./$3" ] && [ ! -L "./$3" ]; then
    already_count=$((already_count + 1))
  elif there "./$3"; then
    skip "$2/$3" 'its old place is taken'
  elif [ "$dry_run" = yes ]; then
    eval "made_$1=yes"
    would 'make the folder' "$2/$3"
  elif mkdir -m "$4" "./$3" 2>/dev/null; then
    eval "made_$1=yes"
    done_count=$((done_count + 1))
  else
    fail "$2/$3" 'the folder cannot be made'
  fi
}

# Gives a folder that was made its time and mode, once everything is in it.
finish_folder() { # NUMBER FOLDER MODE TIME STAMP
  go_on
  [ "$dry_run" = no ] && made "$1" && enter "$2" || return 0
  if [ "$4" != - ]; then
    touch -c -m -d "$4" . 2>/dev/null ||
      TZ=UTC0 touch -c -m -t "$5" . 2>/dev/null ||
      TZ=UTC0 touch -c -t "$5" . 2>/dev/null ||
      fail "$2" 'its time cannot be set back'
  fi
  chmod "$3" . 2>/dev/null || fail "$2" 'its permissions cannot be set back'
}

remove_folder() { # PARENT NAME
  go_on
  if ! there "$1/$2"; then
    already_count=$((already_count + 1))
  elif ! enter "$1"; then
    skip "$1/$2" 'its parent folder is now reached through a symbolic link'
  elif [ -L "./$2" ] || [ ! -d "./$2" ]; then
    skip "$1/$2" 'it is not a folder any more'
  elif [ "$dry_run" = yes ]; then
    would 'remove the folder, if it is empty by then,' "$1/$2"
  elif rmdir "./$2" 2>/dev/null; then
    done_count=$((done_count + 1))
  else
    skip "$1/$2" 'it is not empty'
  fi
}
`;
