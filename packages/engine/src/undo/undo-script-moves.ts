/*
 * Threat model: names are any bytes, and other programs may be at work in the same folders. A file is put in its place
 * by `ln`, which fails where the name is taken and so cannot overwrite; its old name goes only when both names are
 * seen to be one file. The target folder is entered first and held as the working folder, and each folder is entered
 * by its physical path, so that a folder swapped for a symbolic link is refused. What a shell cannot do is to hold the
 * source folder too: between the last look and `rm` another program could still replace the source.
 */

/** How an undo script brings a file back to where it was. */
export const UNDO_SCRIPT_MOVES = `move() { # FROM NAME TO NAME SIZE MTIME INODE MADE
  go_on
  if ! there "$1/$2" && plain "$3/$4" && unchanged "$3/$4" "$5" "$6" -; then
    already_count=$((already_count + 1))
  elif may_go "$@"; then
    put_back "$1/$2" "$4" "$5" "$6"
  fi
}

copy() { # FROM NAME TO NAME SIZE MTIME INODE MADE
  go_on
  if plain "$1/$2" && plain "$3/$4" && cmp -s "$1/$2" "$3/$4"; then
    already_count=$((already_count + 1))
  elif may_go "$@" && place_copy "$1/$2" "$4"; then
    done_count=$((done_count + 1))
  fi
}

# Whether a file may go to its place; says why, when it may not. The working folder is its place's folder then.
may_go() { # FROM NAME TO NAME SIZE MTIME INODE MADE
  if ! there "$1/$2"; then
    skip "$1/$2" 'it is not there any more'
  elif ! enter "$1"; then
    skip "$1/$2" 'its folder is now reached through a symbolic link'
  elif ! plain "$1/$2"; then
    skip "$1/$2" 'it is not a regular file any more'
  elif ! unchanged "$1/$2" "$5" "$6" "$7"; then
    skip "$1/$2" "$why"
  elif [ "$dry_run" = yes ] && made "$8" && ! there "$3"; then
    would bring "$1/$2" "$3/$4"
  elif ! enter "$3"; then
    skip "$1/$2" 'the folder it belongs in is not there'
  elif one_file "$1/$2" "./$4"; then
    skip "$1/$2" 'its old place leads to the very same file already'
  elif there "./$4"; then
    skip "$1/$2" 'its old place is taken'
  elif [ "$dry_run" = yes ]; then
    would bring "$1/$2" "$3/$4"
  else
    return 0
  fi
  return 1
}

# The working folder is the one the file belongs in; the name is free.
put_back() { # SOURCE NAME SIZE MTIME
  linked=no
  ln "$1" "./$2" 2>/dev/null && linked=yes
  if one_file "$1" "./$2"; then
    if rm -f "$1" 2>/dev/null || ! there "$1"; then
      done_count=$((done_count + 1))
    else
      one_file "$1" "./$2" && rm -f "./$2"
      fail "$1" 'it cannot be removed from where it is'
    fi
  elif [ "$linked" = yes ]; then
    fail "$1" 'another program changed it or its old place meanwhile: look at both'
  elif there "./$2"; then
    skip "$1" 'its old place is taken'
  elif [ "$stopped" = yes ]; then
    skip "$1" 'the work was interrupted'
  else
    facts "$1"
    source_device=$device
    facts .
    if [ "$device" = "$source_device" ] && [ "$device" != unknown ]; then
      rename_back "$@"
    else
      copy_back "$@"
    fi
  fi
}

# For file systems without hard links. Old versions of mv -n do nothing and call it success: look before and after.
rename_back() { # SOURCE NAME SIZE MTIME
  mv -n "$1" "./$2" 2>/dev/null
  if ! there "$1" && plain "./$2" && unchanged "./$2" "$3" "$4" -; then
    done_count=$((done_count + 1))
  elif ! plain "$1" || ! unchanged "$1" "$3" "$4" -; then
    fail "$1" 'another program changed it or its old place meanwhile: look at both'
  elif there "./$2"; then
    skip "$1" 'its old place is taken'
  else
    fail "$1" 'it cannot be moved'
  fi
}

# For another file system: the source goes only when its copy is in place and on disk.
copy_back() { # SOURCE NAME SIZE MTIME
  place_copy "$1" "$2" || return 0
  sync "./$2" . 2>/dev/null || sync
  if ! plain "$1" || ! unchanged "$1" "$3" "$4" -; then
    fail "$1" 'it was changed while it was copied: look at both places'
  elif rm -f "$1" 2>/dev/null; then
    done_count=$((done_count + 1))
  else
    fail "$1" 'it was copied back but cannot be removed from where it is'
  fi
}

# Copies into the working folder under a name of its own, compares, then gives the copy its name if that is free.
place_copy() { # SOURCE NAME
  part=./.kempt-undo-$$.part
  if ! (set -C && : >"$part") 2>/dev/null; then
    fail "$1" 'nothing can be written to the folder it belongs in'
    return 1
  fi
  { cp -a "$1" "$part" || cp -p "$1" "$part"; } 2>/dev/null
  if ! plain "$part" || ! cmp -s "$1" "$part"; then
    rm -f "$part"
    fail "$1" 'it cannot be copied to where it belongs'
    return 1
  fi
  placed=no
  if ln "$part" "./$2" 2>/dev/null; then
    one_file "$part" "./$2" && placed=yes
  elif ! there "./$2"; then
    mv -n "$part" "./$2" 2>/dev/null
    ! there "$part" && plain "./$2" && cmp -s "$1" "./$2" && placed=yes
  fi
  rm -f "$part"
  [ "$placed" = no ] || return 0
  if there "./$2"; then
    skip "$1" 'its old place is taken'
  else
    fail "$1" 'its copy cannot be put where it belongs'
  fi
  return 1
}
`;
