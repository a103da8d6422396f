/*
 * d1lint's expression engine beside two of npm, over the expressions of cel_expressions.json: each compiled once, with
 * bindings that are set up once.
 *
 *     node cel_peers.mjs CEL_BENCH MODULES FILE
 *
 * Each engine is measured in a process of its own, in turn, so that none shares another's caches and compiled code;
 * the figures are medians. The exit status is 1 when a target is missed.
 */
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'

const ROUNDS = 5
const WARM_UP = 0.3 // seconds, for the just-in-time compiler
const MEASURED = 0.2
const LEAST_MEAN = 4
const LEAST_RATIO = 1

const PEERS = {
  '@marcbachmann/cel-js': ({Environment}) => {
    const env = new Environment({unlistedVariablesAreDyn: true})
    return text => env.parse(text)
  },
  '@bufbuild/cel': ({celEnv, parse, plan}) => {
    const env = celEnv()
    return text => plan(env, parse(text))
  }
}

// JSON has one kind of number, CEL two: what is whole in the file is an int, as d1lint reads it.
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'), (key, value) => (Number.isInteger(value) ? BigInt(value) : value))
}

// Results of both engines as plain values; lists and maps of theirs can be gone over.
function plain(value) {
  if (typeof value === 'bigint') return Number(value)
  if (value === null || typeof value !== 'object') return value
  return [...value].map(plain)
}

// Nanoseconds of processor time for one evaluation.
function time(evaluate, bindings, seconds) {
  const start = process.cpuUsage()
  let used = 0
  let times = 0

  while (used < seconds * 1e6) {
    for (let i = 0; i < 1000; i++) evaluate(bindings)
    times += 1000
    const {user, system} = process.cpuUsage(start)
    used = user + system
  }
  return (used / times) * 1e3
}

async function measure(name, modules, file) {
  const require = createRequire(pathToFileURL(`${modules}/`))
  const compile = PEERS[name](await import(pathToFileURL(resolve(require, name))))
  const {bindings, expressions} = read(file)

  for (const {text, gives} of expressions) {
    const evaluate = compile(text)
    const value = JSON.stringify(plain(evaluate(bindings)))

    if (value !== JSON.stringify(gives)) throw new Error(`${name}: ${text} gives ${value}`)
    time(evaluate, bindings, WARM_UP)
    console.log(time(evaluate, bindings, MEASURED).toFixed(2))
  }
}

// A module that is only for `import` is not found by require.resolve; its package says where it is.
function resolve(require, name) {
  const root = require.resolve.paths(name)[0] + `/${name}`
  const {exports, module, main} = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const entry = exports?.['.']?.import ?? exports?.['.']?.default ?? exports?.['.'] ?? exports ?? module ?? main

  return `${root}/${typeof entry === 'string' ? entry : entry.default}`
}

function run(command, args) {
  const {status, stdout, stderr} = spawnSync(command, args, {encoding: 'utf8'})

  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`)
  return stdout.trim().split('\n').map(Number)
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
}

function compare(bench, modules, file) {
  const {expressions} = read(file)
  const engines = {d1lint: () => run(bench, [file])}
  const rounds = {}
  let missed = 0
  let sum = 0

  for (const name of Object.keys(PEERS)) engines[name] = () => run(process.execPath, [process.argv[1], name, modules, file])
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, measured] of Object.entries(engines)) (rounds[name] ??= []).push(measured())
  const names = Object.keys(engines)
  const took = name => expressions.map((_, i) => median(rounds[name].map(round => round[i])))
  const figures = Object.fromEntries(names.map(name => [name, took(name)]))

  console.log(`nanoseconds for one evaluation:  ${names.join('  ')}  times the faster peer`)
  expressions.forEach(({text}, i) => {
    const ratio = Math.min(...names.slice(1).map(name => figures[name][i])) / figures.d1lint[i]
    const columns = names.map(name => figures[name][i].toFixed(0).padStart(name.length)).join('  ')

    sum += Math.log(ratio)
    missed += ratio < LEAST_RATIO
    console.log(`${ratio < LEAST_RATIO ? 'FAIL' : 'PASS'}  ${columns}  ${ratio.toFixed(2).padStart(6)}  ${text}`)
  })
  const mean = Math.exp(sum / expressions.length)
  missed += mean < LEAST_MEAN
  console.log(
    `${mean < LEAST_MEAN ? 'FAIL' : 'PASS'}  as fast as the faster peer, geometric mean: ${mean.toFixed(2)} times, ` +
      `at least ${LEAST_MEAN}; none slower than it`
  )
  return missed ? 1 : 0
}

const [first, modules, file] = process.argv.slice(2)

if (first in PEERS) await measure(first, modules, file)
else process.exitCode = compare(first, modules, file)
