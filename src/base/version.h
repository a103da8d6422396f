/* The version of d1lint (semver.org), as --version and every report name it. */
#ifndef D1_BASE_VERSION_H
#define D1_BASE_VERSION_H

#define D1_VERSION "0.1.0"

#endif
