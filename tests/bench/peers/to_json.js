// Writes the YAML files below a folder as JSON into another, by a reader and a writer that are not d1lint's.
//
//     node to_json.js MODULES FROM TO
//
// MODULES is a folder that npm installed js-yaml into. Dates stay text, as YAML 1.2 reads them.
'use strict';
const fs = require('fs');
const path = require('path');

const [modules, from, to] = process.argv.slice(2);
const yaml = require(path.resolve(modules, 'node_modules', 'js-yaml'));

function convert(folder, target) {
    fs.mkdirSync(target, {recursive: true});
    for (const entry of fs.readdirSync(folder, {withFileTypes: true})) {
        const file = path.join(folder, entry.name);

        if (entry.isDirectory() && !entry.name.startsWith('.')) {
            convert(file, path.join(target, entry.name));
        } else if (entry.name.endsWith('.yaml')) {
            const value = yaml.load(fs.readFileSync(file, 'utf8'), {schema: yaml.CORE_SCHEMA});
            const text = JSON.stringify(value, null, 2) + '\n';

            fs.writeFileSync(path.join(target, entry.name.replace(/yaml$/, 'json')), text);
        }
    }
}

convert(from, to);
