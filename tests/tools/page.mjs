// Looks at pages that d1lint wrote with a browser: no request, no message of the console, no sideways scroll at four
// widths, no violation that axe-core finds, in light and dark; what is to do today begins on the first screen; where a
// row of a table becomes a card, the style names each cell as the heading of its column does; nothing is folded away in
// print. Prints each to PDF; takes pictures to look at.
//
//     page.mjs --picture FILE PAGE   only a picture of the first screen, small enough for a README
//     page.mjs OUTPUT PAGE...        with BROWSER naming the browser; axe-core and puppeteer-core from NODE_PATH's folder
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const require = createRequire(process.env.MODULES + '/');
const puppeteer = require('puppeteer-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const picture = process.argv[2] === '--picture';
const [output, ...pages] = process.argv.slice(picture ? 3 : 2);
const views = [[1280, 'light'], [1280, 'dark'], [768, 'light'], [390, 'light'], [320, 'dark']];
const FIRST_SCREEN = 900;
let failed = 0;

function fail(text) {
    console.log('FAIL  ' + text);
    failed = 1;
}

// Cells whose name in the style is not the heading of their column.
function misnamed() {
    const wrong = [];
    for (const table of document.querySelectorAll('table.rows')) {
        const headings = [...table.querySelectorAll('thead th')].map((cell) => cell.textContent);
        for (const cell of table.querySelectorAll('tbody tr:first-child > *')) {
            const name = getComputedStyle(cell, '::before').content;
            if (name !== 'none' && name !== `"${headings[cell.cellIndex]} "`)
                wrong.push(`${table.className}: ${name} for ${headings[cell.cellIndex]}`);
        }
        if (getComputedStyle(table.querySelector('thead')).display !== 'none') wrong.push(`${table.className}: is no list of cards`);
    }
    return wrong;
}

async function print(page, name) {
    await page.emulateMediaType('print');
    const folded = await page.evaluate(() => [...document.querySelectorAll('details > :not(summary)')].filter(
        (part) => !part.checkVisibility({ contentVisibilityAuto: true }) || !part.getBoundingClientRect().height).length);
    if (folded) fail(`${name}: ${folded} parts are folded away in print`);
    await page.pdf({ path: `${output}/${name}.pdf`, preferCSSPageSize: true });
}

async function look(browser, file, width, scheme) {
    const name = `${basename(file, '.html')}-${width}-${scheme}`;
    const page = await browser.newPage();
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => fail(`${name}: the console says ${message.text()}`));
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto('file://' + file);
    if (requests.length !== 1) fail(`${name}: ${requests.length} requests: ${requests.join(' ')}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) fail(`${name}: is ${wide} wide`);
    const today = await page.evaluate(() => document.getElementById('today')?.getBoundingClientRect().top ?? 0);
    if (width === 1280 && today >= FIRST_SCREEN) fail(`${name}: what is to do today begins at ${today}`);
    if (width < 768) for (const wrong of await page.evaluate(misnamed)) fail(`${name}: ${wrong}`);
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector('.strip, table')).fontFamily);
    if (!/system-ui/.test(styled)) fail(`${name}: the style does not apply`);
    await page.screenshot({ path: `${output}/${name}.png`, clip: { x: 0, y: 0, width, height: 2600 } });
    await page.evaluate(axe); // a script tag would need leave of the page's policy
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const violation of result.violations)
        fail(`${name}: ${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join('\n        ')}`);
    console.log(`pass  ${name}: ${result.passes.length} rules of axe hold`);
    if (width === 1280 && scheme === 'light')
        await print(page, basename(file, '.html'));
    await page.close();
}

const browser = await puppeteer.launch({ executablePath: process.env.BROWSER, args: ['--no-sandbox'], headless: true });
async function take(file) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900, deviceScaleFactor: 0.8 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await page.goto('file://' + file);
    await page.screenshot({ path: output });
    await page.close();
}

if (picture) await take(pages[0]);
else for (const file of pages)
    for (const [width, scheme] of views) await look(browser, file, width, scheme);
await browser.close();
process.exit(failed);
