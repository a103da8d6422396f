#!/bin/sh
# Writes what a static program is made of as SPDX 2.3, on standard output: d1lint and the libraries that it is linked with,
# with the versions that Debian has here.
#
#     sbom.sh LINKED VERSION COMMIT
#
# LINKED lists the archives that the linker took, one a line. One that `libraries` does not name is an error.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/common.sh"
linked=$1 version=$2 commit=$3
tab=$(printf '\t')

item() { # ID NAME VERSION LICENCE HOME REFERENCE
    printf '    {"SPDXID": "SPDXRef-%s", "name": "%s", "versionInfo": "%s", "downloadLocation": "%s", "filesAnalyzed": false,\n' \
        "$1" "$2" "$3" "$5"
    printf '     "licenseConcluded": "NOASSERTION", "licenseDeclared": "%s", "copyrightText": "NOASSERTION",\n' "$4"
    printf '     "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "%s"}]}' "$6"
}

names=
while read -r archive; do
    grep -q "^$archive$tab" "$here/libraries" || {
        echo "$archive is linked, but .github/dist/libraries does not say what it is" >&2
        exit 1
    }
    names="$names $archive"
done < "$linked"

cat << END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "d1lint-$version",
  "documentNamespace": "https://d1lint.example/spdx/$version-$commit",
  "creationInfo": {"created": "$(moment)", "creators": ["Tool: d1lint-sbom.sh"]},
  "packages": [
END
item d1lint d1lint "$version" Apache-2.0 NOASSERTION "pkg:generic/d1lint@$version"
for archive in $names; do
    IFS=$tab read -r _ package licence name home << END
$(grep "^$archive$tab" "$here/libraries")
END
    installed=$(dpkg-query -W -f '${Version}' "$package")
    printf ',\n'
    item "$archive" "$name" "$installed" "$licence" "$home" "pkg:deb/debian/$package@$(echo "$installed" | sed 's/+/%2B/g; s/:/%3A/g')"
done
cat << END

  ],
  "hasExtractedLicensingInfos": [
    {"licenseId": "LicenseRef-GPL-2.0-with-libgit2-linking-exception", "name": "GPL-2.0 with the linking exception of libgit2",
     "extractedText": "COPYING of libgit2 has the text: version 2 of the GPL, and leave to link the library with any program."}
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-d1lint"}
END
for archive in $names; do
    printf '    ,{"spdxElementId": "SPDXRef-d1lint", "relationshipType": "STATIC_LINK", "relatedSpdxElement": "SPDXRef-%s"}\n' "$archive"
done
printf '  ]\n}\n'
