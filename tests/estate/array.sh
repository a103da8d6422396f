#!/bin/sh
# A job of an array: the repository on its line of $LIST.
#
#     sbatch --array=1-$(wc -l < repositories.txt) --export=ALL,OUT=lines,LIST=repositories.txt array.sh
set -eu
exec ./judge.sh "$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$LIST")"
