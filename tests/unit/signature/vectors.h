/*
 * Keys and signatures that ssh-keygen of OpenSSH 9.2 made: each of the text VECTOR_TEXT, for namespace "file" unless
 * the name says otherwise. The private keys are gone.
 */
#ifndef D1_TESTS_SIGNATURE_VECTORS_H
#define D1_TESTS_SIGNATURE_VECTORS_H

#define VECTOR_TEXT "what was signed\n"

struct vector {
    const char *name;
    const char *key;         /* the .pub file, its comment too */
    const char *fingerprint; /* as `ssh-keygen -l` shows it */
    const char *signature;   /* as `ssh-keygen -Y sign` writes it */
};

/* These verify. */
static const struct vector good_vectors[] = {
    {"ed25519",
     "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP6cQcA9i3POaC4XAXhYeRnLZsYT8Z7jSKK2gELOjTeK ed25519@example"
     ".com",
     "SHA256:St4Zn57ajv75VI8g5R9ooixetnCsZ4D1hljaln5qhSs",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg/pxBwD2Lc85oLhcBeFh5Gctmxh\n"
     "PxnuNIoraAQs6NN4oAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx\n"
     "OQAAAEBOAl2x6po2YlDIvmd8df7M29nZjPuU7RfkqzAhca+PJEWcJ9gHd7ZR53Wco0e0Ay\n"
     "XfXqMN6xVsE0baXme0TjsF\n"
     "-----END SSH SIGNATURE-----\n"},
    {"ecdsa256",
     "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPTJvijHC68xfhWTwsOALjg5"
     "cs08rKwkx5KWhYkABOKUTW7fAz9tOjzoHADQvypy2pljxPP0io9UsCt6HCeaSBM= ecdsa256@example.com",
     "SHA256:FAQqvxuO18NuXaWul5jKILMoQ8nkeVD7MGuBtauTV7Y",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE\n"
     "EE9Mm+KMcLrzF+FZPCw4AuODlyzTysrCTHkpaFiQAE4pRNbt8DP206POgcANC/KnLamWPE\n"
     "8/SKj1SwK3ocJ5pIEwAAAARmaWxlAAAAAAAAAAZzaGE1MTIAAABlAAAAE2VjZHNhLXNoYT\n"
     "ItbmlzdHAyNTYAAABKAAAAIQC0v7zfJHSAM7kDGW+WZFvmsEJwwsBfYdaYiX8EaDCeEAAA\n"
     "ACEAkmeTU+2dZd66XG9Xu2P5NtzklvSObzp4ZacCJ7LF7q0=\n"
     "-----END SSH SIGNATURE-----\n"},
    {"ecdsa384",
     "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBLBey95Oh8lX8sV2fcBQPQwm"
     "qStBujtN0Z0D1GU/vJSSKYpgT/O4Q+ZXbJiuWO0/4rBi2b+GY8qxe62j5Oe4m9KbPTmS0wP2wpmFDxk5bSE9xwLQvVLFbaOS"
     "l3ab72WCXA== ecdsa384@example.com",
     "SHA256:7pxflNvGL43kXPjS1m8jFbvtAjKtC12kkLJabI7C9+I",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAAIgAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAAhuaXN0cDM4NAAAAG\n"
     "EEsF7L3k6HyVfyxXZ9wFA9DCapK0G6O03RnQPUZT+8lJIpimBP87hD5ldsmK5Y7T/isGLZ\n"
     "v4ZjyrF7raPk57ib0ps9OZLTA/bCmYUPGTltIT3HAtC9UsVto5KXdpvvZYJcAAAABGZpbG\n"
     "UAAAAAAAAABnNoYTUxMgAAAIMAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAGgAAAAwQCVZ\n"
     "yOukmMjjh2mMco2eyOhlwpLE0kAIGZO2SZkgxEQg5OuELtHh2xstF1C9Ues8AAAAMDT0UK\n"
     "pgnoJkw3FB6MzhVVUS0/IXpLSANu1qdece2QnmRWju7IAwvqyPSfqhVG7FmA==\n"
     "-----END SSH SIGNATURE-----\n"},
    {"ecdsa521",
     "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAG9dlVajQ/wxhn7gDhEtKmX"
     "dM9FjIEtYVgHKwgYZew+6Ail0K2x2rvtbc/6G+AYVdbt2IGyRGW0sGIezj9bA+XxrgCod+kFgU/l+tbtGPavey7DWt9sAPyc"
     "pg+owYjaApxnSpgKkDiJcrK/WkxdzB0UTc699r9vjrBFVGuozO7uIOGqlw== ecdsa521@example.com",
     "SHA256:GvPWaOo5crnVQvP9xJ+rvF5H3OhWUj5LzuzwqLJ5YJg",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAAKwAAAATZWNkc2Etc2hhMi1uaXN0cDUyMQAAAAhuaXN0cDUyMQAAAI\n"
     "UEAb12VVqND/DGGfuAOES0qZd0z0WMgS1hWAcrCBhl7D7oCKXQrbHau+1tz/ob4BhV1u3Y\n"
     "gbJEZbSwYh7OP1sD5fGuAKh36QWBT+X61u0Y9q97LsNa32wA/JymD6jBiNoCnGdKmAqQOI\n"
     "lysr9aTF3MHRRNzr32v2+OsEVUa6jM7u4g4aqXAAAABGZpbGUAAAAAAAAABnNoYTUxMgAA\n"
     "AKcAAAATZWNkc2Etc2hhMi1uaXN0cDUyMQAAAIwAAABCAVE70W135+1R+arSPnreLrnBc5\n"
     "ksnpJXBm/cdFlFIuSME8Z0QnP2ONO1HY5ov7e+t5QpN3hmhwZhlDb5CV8XxMlTAAAAQgDk\n"
     "W6CuvmhmtfvI9tSdtHkfXqXho5vZ7zV1528rKM3HQgm/M7wDNzoNzkDADKi0wuW32e1x2H\n"
     "UnuLdcAYtuMS+8iw==\n"
     "-----END SSH SIGNATURE-----\n"},
    {"rsa2048",
     "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCJNMiZ44LU0RXubp+O8yHEGMAKu9fSFDqijkCfvpcRar8BGRtLq1ouc8C4"
     "Bkr8wv9Ps/SR+dOk5Yn+eFsGKrM2fUqvrrTIvl+8mzLxL214IMylYrnPAqwh2V+S6v0CC2FH5AbvemDIHoTGaPKBPP55TcTw"
     "KEq0vmAUhiuEk0w9XrfPyUWVZ6BR6V6jlXAvoEC6VFMniY3fyE/Z5mASZFQV0H1zDt+kHZtIgARepa5zX0JFmAKYsh7ed3rR"
     "vPzv5f8oSRkYjRjDBrNE8XYrudO9a1yhAcsE18vRxEZfidnr7lzV8GnAoQlRFM62nZP4vXTuCT8guI5N7FrxSsSfI6hf rsa"
     "2048@example.com",
     "SHA256:3V/alI9hUOM36J4joL49Oti3apuHX4+QT267Esvzu+M",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAIk0yJnjgtTRFe5un47zIc\n"
     "QYwAq719IUOqKOQJ++lxFqvwEZG0urWi5zwLgGSvzC/0+z9JH506Tlif54WwYqszZ9Sq+u\n"
     "tMi+X7ybMvEvbXggzKViuc8CrCHZX5Lq/QILYUfkBu96YMgehMZo8oE8/nlNxPAoSrS+YB\n"
     "SGK4STTD1et8/JRZVnoFHpXqOVcC+gQLpUUyeJjd/IT9nmYBJkVBXQfXMO36Qdm0iABF6l\n"
     "rnNfQkWYApiyHt53etG8/O/l/yhJGRiNGMMGs0Txdiu5071rXKEBywTXy9HERl+J2evuXN\n"
     "XwacChCVEUzradk/i9dO4JPyC4jk3sWvFKxJ8jqF8AAAAEZmlsZQAAAAAAAAAGc2hhNTEy\n"
     "AAABFAAAAAxyc2Etc2hhMi01MTIAAAEAfrNOO+oJRZISfZW4JNzqX3hQQG1vInYEjMKe/s\n"
     "Sth/4pg7+s5ZOJ/Pip/iT6Umakvd13A4RX2zS72yPB9z/F47YpyQIrHu82zUC3oH+c2ofS\n"
     "oZPBzLrMQ3YLP7nBOG04Sci4cbxMPWo/EGc1wz8vb+Z/1O5GKN9dLO6drNU/K+u0o3wWtQ\n"
     "OEsdmw4jH+lOiuJHuHKc+WTdxr/sbzPZEtkXB+vJDkVQOo51oJRsLnHupeR2xt1kykilK/\n"
     "o8HTKT9Q20jxnTqlReREZ9O0QIf5udn36whq3klkNLDsh6ixRlyAHJsdo+K2krzM+tv9XH\n"
     "Lo4he4ToKUR5LGNr80x2r4JQ==\n"
     "-----END SSH SIGNATURE-----\n"},
    {"ed25519, hash sha256",
     "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP6cQcA9i3POaC4XAXhYeRnLZsYT8Z7jSKK2gELOjTeK ed25519@example"
     ".com",
     "SHA256:St4Zn57ajv75VI8g5R9ooixetnCsZ4D1hljaln5qhSs",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg/pxBwD2Lc85oLhcBeFh5Gctmxh\n"
     "PxnuNIoraAQs6NN4oAAAAEZmlsZQAAAAAAAAAGc2hhMjU2AAAAUwAAAAtzc2gtZWQyNTUx\n"
     "OQAAAEDTXVaeLGHDCmRtsQ9RV0OkvCNPLmQAKbT7gfm24TJMoeFAY91wktZ5YeDsKR6PdP\n"
     "GLI8BuSS8dM9kXHLUhSH4G\n"
     "-----END SSH SIGNATURE-----\n"},
};

/* These are sound, but not taken, each for a reason of its own. */
enum { VECTOR_WEAK, VECTOR_DSA, VECTOR_CERTIFICATE, VECTOR_GIT };
static const struct vector other_vectors[] = {
    {"rsa1024",
     "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDDOF6zSP874v1+3YuwLPPGwidqg0gOLcTGb79t6H+EOq5hmNZ7vg/cVJBd"
     "I4AeDkRmjB/5wYIS6H86HnsGWDYq1qFSsykGlaWW6XfsK0InuSOhcvHN8Ll3M9J+iyr4GH0YPPk+VERxJDPxD6o+90raCisw"
     "YeSNgGhT/+R5tPIQZQ== rsa1024@example.com",
     "SHA256:PmB1/kLEUE0f92MZmzx2rbe1YDSEk3hHZE12Jf9Naag",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAAJcAAAAHc3NoLXJzYQAAAAMBAAEAAACBAMM4XrNI/zvi/X7di7As88\n"
     "bCJ2qDSA4txMZvv23of4Q6rmGY1nu+D9xUkF0jgB4ORGaMH/nBghLofzoeewZYNirWoVKz\n"
     "KQaVpZbpd+wrQie5I6Fy8c3wuXcz0n6LKvgYfRg8+T5URHEkM/EPqj73StoKKzBh5I2AaF\n"
     "P/5Hm08hBlAAAABGZpbGUAAAAAAAAABnNoYTUxMgAAAJQAAAAMcnNhLXNoYTItNTEyAAAA\n"
     "gIbl5jvqYxgFAq/93CUMat2Yn88lmS4+uPgwd95BAluRezZvV5Vi+2/OAVPEXJZSWDmQB/\n"
     "tdwN6llG+JKa3sTTj+Is7TrcOBbww3AFpoy660PCUiiVjXIJJNWIZUjvz15V58aQO+dlJi\n"
     "7WALGtaPId0glN8Rl430GTNUCK0Cajt8\n"
     "-----END SSH SIGNATURE-----\n"},
    {"dsa",
     "ssh-dss AAAAB3NzaC1kc3MAAACBAI8ZttMFjgPjGfxM8upUCEPkB2wCaCMU38K3iRXtS4EQzq9cR5K8nckumGPEAaUmPKLK"
     "LPdyGREHwwld6GzL+ApQ5tPNW4Nq2c23rUpoMZAXCnM2ufuDn1DYm4JDpVshhToytbGDbJWrmv1TWOMnkxon7//ht6v517oF"
     "E/Z8VMW9AAAAFQDZseAo3fKV/0tSnRogLNVD3PUxxQAAAIBJvssadphA5IaocoS42SatGazhFjsbw6BiRzBb6MjWYG2JopGI"
     "ZP0PmQI25Ga5YiM1fRotI984KfIfuzhs+MXALnYtRmdenyuw3LzTPGH4yOqkhuT0X/iBEFypRh+xo17hQq1fxWfR46QLz9CA"
     "PH1TM1pd14Yg+AydOLRralqCjwAAAIAkkBShmhnbgQITYs7GOk3CKp1ZQ9bR5rZrMQKRqKCXGfq9Soey8FYuZoIedWmXhynd"
     "fHsbFuhgZLys0DWBlmHtlxw2HhWQbi5aBg7z4eNRib7o7dvQpwS483lVx0MsJ+TVEtOVcTxrfmLK9mEPAkRaDNGHU8VlHH79"
     "lXFQSm0eSQ== dsa@example.com",
     "SHA256:hUE6RNl214FXmGQ8AjQfY0noRMT3akHxZxSHhARvNNM",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAAbEAAAAHc3NoLWRzcwAAAIEAjxm20wWOA+MZ/Ezy6lQIQ+QHbAJoIx\n"
     "TfwreJFe1LgRDOr1xHkrydyS6YY8QBpSY8osos93IZEQfDCV3obMv4ClDm081bg2rZzbet\n"
     "SmgxkBcKcza5+4OfUNibgkOlWyGFOjK1sYNslaua/VNY4yeTGifv/+G3q/nXugUT9nxUxb\n"
     "0AAAAVANmx4Cjd8pX/S1KdGiAs1UPc9THFAAAAgEm+yxp2mEDkhqhyhLjZJq0ZrOEWOxvD\n"
     "oGJHMFvoyNZgbYmikYhk/Q+ZAjbkZrliIzV9Gi0j3zgp8h+7OGz4xcAudi1GZ16fK7DcvN\n"
     "M8YfjI6qSG5PRf+IEQXKlGH7GjXuFCrV/FZ9HjpAvP0IA8fVMzWl3XhiD4DJ04tGtqWoKP\n"
     "AAAAgCSQFKGaGduBAhNizsY6TcIqnVlD1tHmtmsxApGooJcZ+r1Kh7LwVi5mgh51aZeHKd\n"
     "18exsW6GBkvKzQNYGWYe2XHDYeFZBuLloGDvPh41GJvujt29CnBLjzeVXHQywn5NUS05Vx\n"
     "PGt+Ysr2YQ8CRFoM0YdTxWUcfv2VcVBKbR5JAAAABGZpbGUAAAAAAAAABnNoYTUxMgAAAD\n"
     "cAAAAHc3NoLWRzcwAAAChctjvhsqgkfPlbUEGH4bB2dcM21yXJh+JJcx+jueXKR7o71IYP\n"
     "or0t\n"
     "-----END SSH SIGNATURE-----\n"},
    {"certificate",
     "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIA9ltDMPQnk"
     "k4EZr8DaTTakUbNUOZNP2cHTHhZrUtlSuAAAAIP6cQcA9i3POaC4XAXhYeRnLZsYT8Z7jSKK2gELOjTeKAAAAAAAAAAAAAAA"
     "BAAAAB3NvbWVvbmUAAAALAAAAB3NvbWVvbmUAAAAAAAAAAP//////////AAAAAAAAAIIAAAAVcGVybWl0LVgxMS1mb3J3YXJ"
     "kaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVybWl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAA"
     "KcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAAAADMAAAALc3NoLWVkMjU1MTkAAAAg9TFpAM8f+Xh"
     "0M+1PONs7GX0hiknzMshMm7hynwDHqCgAAABTAAAAC3NzaC1lZDI1NTE5AAAAQEyuVDaZJyYQWAZZdgWZVuvUIY7NP03XpxR"
     "hudE4zU/JzD94HHV4+3mXpuF3zRWBk8NxQIfJx/xL/5NJ7u1OhA8= ed25519@example.com",
     "SHA256:St4Zn57ajv75VI8g5R9ooixetnCsZ4D1hljaln5qhSs",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAAb4AAAAgc3NoLWVkMjU1MTktY2VydC12MDFAb3BlbnNzaC5jb20AAA\n"
     "AgD2W0Mw9CeSTgRmvwNpNNqRRs1Q5k0/ZwdMeFmtS2VK4AAAAg/pxBwD2Lc85oLhcBeFh5\n"
     "GctmxhPxnuNIoraAQs6NN4oAAAAAAAAAAAAAAAEAAAAHc29tZW9uZQAAAAsAAAAHc29tZW\n"
     "9uZQAAAAAAAAAA//////////8AAAAAAAAAggAAABVwZXJtaXQtWDExLWZvcndhcmRpbmcA\n"
     "AAAAAAAAF3Blcm1pdC1hZ2VudC1mb3J3YXJkaW5nAAAAAAAAABZwZXJtaXQtcG9ydC1mb3\n"
     "J3YXJkaW5nAAAAAAAAAApwZXJtaXQtcHR5AAAAAAAAAA5wZXJtaXQtdXNlci1yYwAAAAAA\n"
     "AAAAAAAAMwAAAAtzc2gtZWQyNTUxOQAAACD1MWkAzx/5eHQz7U842zsZfSGKSfMyyEybuH\n"
     "KfAMeoKAAAAFMAAAALc3NoLWVkMjU1MTkAAABATK5UNpknJhBYBll2BZlW69Qhjs0/Tden\n"
     "FGG50TjNT8nMP3gcdXj7eZem4XfNFYGTw3FAh8nH/Ev/k0nu7U6EDwAAAARmaWxlAAAAAA\n"
     "AAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5AAAAQE4CXbHqmjZiUMi+Z3x1/szb2dmM\n"
     "+5TtF+SrMCFxr48kRZwn2Ad3tlHndZyjR7QDJd9eow3rFWwTRtpeZ7ROOwU=\n"
     "-----END SSH SIGNATURE-----\n"},
    {"namespace git",
     "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP6cQcA9i3POaC4XAXhYeRnLZsYT8Z7jSKK2gELOjTeK ed25519@example"
     ".com",
     "SHA256:St4Zn57ajv75VI8g5R9ooixetnCsZ4D1hljaln5qhSs",
     "-----BEGIN SSH SIGNATURE-----\n"
     "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg/pxBwD2Lc85oLhcBeFh5Gctmxh\n"
     "PxnuNIoraAQs6NN4oAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5\n"
     "AAAAQBcxam3W56alLjisJg/+jO+wHbi0qliW/zMzhmYQ8rH2Rhlwv1HdPi2FTL9z9CgLxT\n"
     "Z3TwdplaWdxP7/9PJJdws=\n"
     "-----END SSH SIGNATURE-----\n"},
};

#endif
