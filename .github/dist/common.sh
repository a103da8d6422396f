# Words that the scripts of this folder share; to be read by them with `.`. SOURCE_DATE_EPOCH is set.

# pack FOLDER NAME...: a tar archive on standard output whose files have one time and belong to nobody.
pack() {
    packed_folder=$1
    shift
    tar -C "$packed_folder" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" -cf - "$@"
}

# moment: the time of the release as RFC 3339 writes it.
moment() {
    date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ
}

digest() { # FILE
    sha256sum "$1" | cut -d ' ' -f 1
}
