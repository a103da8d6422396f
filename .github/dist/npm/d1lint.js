#!/usr/bin/env node
// Runs the program that the package of this platform holds, and ends as it ends.
'use strict';

const { spawnSync } = require('node:child_process');

const platform = `@d1lint/${process.platform}-${process.arch}`;
let program;
try {
    program = require.resolve(`${platform}/bin/d1lint`);
} catch {
    console.error(`d1lint: there is no program for this platform: ${platform} is not installed`);
    process.exit(3);
}
const ended = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (ended.error) {
    console.error(`d1lint: ${program}: ${ended.error.message}`);
    process.exit(3);
}
if (ended.signal)
    process.kill(process.pid, ended.signal);
process.exit(ended.status ?? 3);
