// Asks a YAML language server, over LSP, what an editor would: completion and hover in an artifact of every kind.
//
//     node server.js SERVER SCHEMAS        SERVER: the server's program; SCHEMAS: what `d1lint schema --dir` wrote
//
// Of each schema for artifacts the keys that the root demands must be offered in an empty document, so must those of
// `spec`, and hovering over `spec` must say something. That a schema cannot be loaded is a failure, too.
"use strict";
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");

const [program, folder] = process.argv.slice(2);
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map(); // replies by the number of the request
const diagnostics = new Map(); // the last ones by document
let buffer = Buffer.alloc(0), number = 0, failures = 0;

function send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
}

function request(method, params) {
    const id = ++number;
    return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send({ id, method, params });
    });
}

// What the server asks of the editor: settings it finds none, everything else it may have.
function answer(message) {
    const settings = message.method === "workspace/configuration";
    send({ id: message.id, result: settings ? message.params.items.map(() => ({})) : null });
}

function receive(message) {
    if (message.method && message.id !== undefined) return answer(message);
    if (message.method === "textDocument/publishDiagnostics") {
        diagnostics.set(message.params.uri, message.params.diagnostics);
    } else if (waiting.has(message.id)) {
        const { resolve, reject } = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
    }
}

server.stdout.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
        const end = buffer.indexOf("\r\n\r\n");
        const length = end < 0 ? null : /Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString());
        if (!length || buffer.length < end + 4 + Number(length[1])) return;
        const body = buffer.subarray(end + 4, end + 4 + Number(length[1])).toString();
        buffer = buffer.subarray(end + 4 + Number(length[1]));
        receive(JSON.parse(body));
    }
});

function fail(name, what) {
    failures++;
    console.log(`FAIL  ${name}: ${what}`);
}

function open(name, text) {
    const uri = pathToFileURL(path.join(folder, `${name}.yaml`)).href;
    send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    return uri;
}

async function completes(name, text, line, character, keys) {
    const uri = open(name, text);
    const result = await request("textDocument/completion", { textDocument: { uri }, position: { line, character } });
    const labels = new Set((result.items || result).map((item) => item.label));
    const missing = keys.filter((key) => !labels.has(key));
    if (!keys.length || missing.length) fail(name, `not offered: ${missing.join(", ") || "no key is demanded"}`);
    return uri;
}

// The member of a schema, through references within its document.
function resolve(root, schema) {
    while (schema && schema.$ref && schema.$ref.startsWith("#/"))
        schema = schema.$ref.slice(2).split("/").reduce((at, step) => at && at[step], root);
    return schema;
}

async function check(file) {
    const root = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
    const kind = file.replace(".schema.json", "");
    const head = `# yaml-language-server: $schema=${pathToFileURL(path.join(folder, file)).href}\n`;
    const spec = resolve(root, root.properties && root.properties.spec);
    if (!spec) return false; // the schema of no artifact
    await completes(`${kind}-root`, head, 1, 0, root.required || []);
    const specKeys = spec.required || Object.keys(spec.properties || {});
    const uri = await completes(`${kind}-spec`, `${head}kind: ${kind}\nspec:\n  `, 3, 2, specKeys);
    const hover = await request("textDocument/hover", { textDocument: { uri }, position: { line: 2, character: 1 } });
    const said = hover && (hover.contents.value || hover.contents);
    if (!said || !said.length) fail(kind, "hovering over `spec` says nothing");
    const told = (diagnostics.get(uri) || []).filter((one) => /schema/i.test(one.message) && /load|resolve/i.test(one.message));
    for (const one of told) fail(kind, one.message);
    return true;
}

async function main() {
    const uri = pathToFileURL(folder).href;
    let checked = 0;
    await request("initialize", { processId: process.pid, rootUri: uri, capabilities: {}, workspaceFolders: null });
    send({ method: "initialized", params: {} });
    const settings = { yaml: { completion: true, hover: true, validate: true, schemaStore: { enable: false } } };
    send({ method: "workspace/didChangeConfiguration", params: { settings } });
    for (const file of fs.readdirSync(folder).filter((one) => one.endsWith(".schema.json")).sort())
        checked += await check(file);
    if (!checked) fail(folder, "holds no schema of an artifact");
    console.log(`${checked} kinds, ${failures} failures`);
    server.kill();
    process.exit(failures ? 1 : 0);
}

setTimeout(() => {
    fail("server", "no answer within two minutes");
    server.kill();
    process.exit(1);
}, 120000).unref();
server.on("exit", () => process.exit(1));
main().catch((error) => {
    fail("server", error.message);
    server.kill();
    process.exit(1);
});
