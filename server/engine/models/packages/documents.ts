/**
 * Documents, tables, templates and markup. Reading and writing them is work on the calling thread that grows with the document; file
 * access in some of them blocks.
 * Read: pdfkit 0.20, pdf-lib 1.17, exceljs 4.4, xlsx 0.18, handlebars 4.7, ejs 3.1 and 7.0, pug 3, marked 18.2, markdown-it 14, cheerio 1.2, jsdom 26 to 29, csv-parse 7,
 * fast-xml-parser 5, xml2js 0.6, js-yaml 4, zod 4.
 */
import type { ApiModel } from '../model.ts';
import { acquires, addMembers, deadline, done, makes, perElement, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const perByte: ApiModel = { cpu: 'per-byte', returns: 'value' };
const perItem: ApiModel = { cpu: 'per-item', returns: 'value' };

// pdfkit writes into a stream as it goes; images and fonts given as a path are read synchronously.
rows['pdfkit#default'] = makes('pdfkit#PDFDocument');
addMembers(rows, 'pdfkit#PDFDocument', ['addPage', 'fontSize', 'moveDown', 'rect', 'fill', 'stroke', 'fillColor', 'moveTo', 'lineTo'], makes('this'));
// Breaks lines by the widths of a font's letters.
addMembers(rows, 'pdfkit#PDFDocument', ['text'], makes('this', { cpu: 'per-item' }));
addMembers(rows, 'pdfkit#PDFDocument', ['image'], makes('this', { cpu: 'per-byte' }));
rows['pdfkit#PDFDocument.end'] = makes('void');
rows['pdfkit#PDFDocument.pipe'] = makes('arg0');

// pdf-lib gives promises and does all of its work on the calling thread.
addMembers(rows, 'pdf-lib#PDFDocument', ['load'], { cpu: 'per-byte', returns: 'promise<pdf-lib#PDFDocument>' });
addMembers(rows, 'pdf-lib#PDFDocument', ['create'], { returns: 'promise<pdf-lib#PDFDocument>' });
addMembers(rows, 'pdf-lib#PDFDocument', ['save', 'saveAsBase64', 'embedPng', 'embedJpg', 'embedFont', 'copyPages', 'embedPdf'], { cpu: 'per-byte', returns: 'promise' });

// exceljs and xlsx.
rows['exceljs#Workbook'] = makes('exceljs#Workbook');
rows['exceljs#Workbook.addWorksheet'] = makes('exceljs#Worksheet');
rows['exceljs#Workbook.getWorksheet'] = makes('exceljs#Worksheet');
rows['exceljs#Workbook.xlsx'] = makes('exceljs#Xlsx');
for (const [type, extra] of [['exceljs#Xlsx', ['load']], ['exceljs#Csv', []]] as const) {
  addMembers(rows, type, ['readFile', 'writeFile'], waits('disk', { cpu: 'per-item' }));
  addMembers(rows, type, ['read', 'write', 'writeBuffer', ...extra], makes('promise', { cpu: 'per-item' }));
}
rows['exceljs#Worksheet.eachRow'] = makes('void', { callbacks: [perElement({ from: 0 }, 'dropped')] });
addMembers(rows, 'exceljs#Worksheet', ['addRow'], makes('value'));
addMembers(rows, 'exceljs#Worksheet', ['addRows'], perItem);
addMembers(rows, 'xlsx#', ['read', 'write'], perByte);
rows['xlsx#readFile'] = { blocks: { on: 'disk', twin: 'fs/promises#readFile' }, cpu: 'per-byte', returns: 'value' };
rows['xlsx#writeFile'] = { blocks: { on: 'disk', twin: 'fs/promises#writeFile' }, cpu: 'per-byte', returns: 'value' };
rows['xlsx#writeFileAsync'] = { cpu: 'per-byte', waits: 'disk', returns: 'value', callbacks: [done()] };
addMembers(rows, 'xlsx#utils', ['sheet_to_json', 'json_to_sheet', 'aoa_to_sheet', 'sheet_to_csv', 'sheet_to_html'], perItem);

// Templates: compiling and rendering hold the thread; `renderFile` of ejs reads synchronously although it gives a promise.
addMembers(rows, 'handlebars#', ['compile', 'precompile', 'parse'], perByte);
rows['ejs#render'] = perByte;
rows['ejs#compile'] = perByte;
rows['ejs#renderFile'] = { blocks: { on: 'disk' }, cpu: 'per-byte', returns: 'promise', orCallback: true, callbacks: [done()] };
rows['pug#renderFile'] = { blocks: { on: 'disk' }, cpu: 'per-byte', returns: 'value', callbacks: [done()] };
rows['pug#compileFile'] = { blocks: { on: 'disk' }, cpu: 'per-byte', returns: 'value' };
addMembers(rows, 'pug#', ['render', 'compile'], perByte);
addMembers(rows, 'nunjucks#', ['renderString'], perByte);
rows['nunjucks#render'] = { blocks: { on: 'disk' }, cpu: 'per-byte', returns: 'value', callbacks: [done()] };

// Markup.
addMembers(rows, 'marked#', ['marked', 'parse', 'parseInline', 'lexer'], perByte);
rows['marked#Marked'] = makes('marked#Marked');
addMembers(rows, 'marked#Marked', ['parse', 'parseInline', 'lexer'], perByte);
rows['marked#marked.parse'] = perByte;
rows['markdown-it#default'] = makes('markdown-it#MarkdownIt');
rows['markdown-it#MarkdownIt.render'] = perByte;
rows['cheerio#load'] = { cpu: 'per-byte', returns: 'cheerio#CheerioAPI' };
rows['cheerio#CheerioAPI'] = makes('cheerio#Cheerio');
rows['cheerio#Cheerio.each'] = makes('this', { callbacks: [perElement(0, 'dropped')] });
rows['cheerio#Cheerio.map'] = makes('this', { callbacks: [perElement(0, 'returned')] });
rows['cheerio#Cheerio.filter'] = makes('this', { callbacks: [perElement(0, 'dropped')] });
addMembers(rows, 'cheerio#Cheerio', ['find', 'children', 'parent', 'parents', 'next', 'prev', 'first', 'last', 'eq', 'closest', 'siblings', 'contents', 'slice', 'attr', 'addClass', 'removeClass'], makes('this'));
addMembers(rows, 'cheerio#Cheerio', ['text', 'html', 'val'], perItem);
rows['cheerio#fromURL'] = waits('net');
rows['jsdom#JSDOM'] = { cpu: 'per-byte', returns: 'jsdom#JSDOM' };
rows['jsdom#JSDOM.fromURL'] = waits('net', { cpu: 'per-byte' });
rows['jsdom#JSDOM.fromFile'] = waits('disk', { cpu: 'per-byte' });
rows['jsdom#JSDOM.serialize'] = perItem;

// Data formats.
rows['csv-parse/sync#parse'] = perByte;
rows['csv-stringify/sync#stringify'] = perItem;
rows['csv-parse#parse'] = makes('stream#Transform', { callbacks: [done()] });
rows['papaparse#parse'] = { cpu: 'per-byte', returns: 'value', callbacks: [{ at: { arg: 1, option: ['step', 'complete', 'chunk'] }, runs: 'now', promise: 'dropped' }] };
rows['fast-xml-parser#XMLParser.parse'] = perByte;
rows['fast-xml-parser#XMLParser'] = makes('fast-xml-parser#XMLParser');
addMembers(rows, 'xml2js#', ['parseString'], { cpu: 'per-byte', returns: 'void', callbacks: [done()] });
rows['xml2js#parseStringPromise'] = { cpu: 'per-byte', returns: 'promise' };
addMembers(rows, 'js-yaml#', ['load', 'loadAll'], perByte);
rows['js-yaml#dump'] = perItem;
addMembers(rows, 'yaml#', ['parse', 'parseDocument'], perByte);
rows['yaml#stringify'] = perItem;
rows['superjson#parse'] = perByte;
rows['superjson#stringify'] = perItem;
addMembers(rows, 'msgpackr#', ['pack', 'unpack', 'encode', 'decode'], perByte);
rows['adm-zip#default'] = { blocks: { on: 'disk' }, cpu: 'per-byte', returns: 'adm-zip#AdmZip' };
addMembers(rows, 'adm-zip#AdmZip', ['extractAllTo', 'writeZip'], { blocks: { on: 'disk' }, cpu: 'per-byte', returns: 'value' });

// A browser in another process.
for (const pkg of ['puppeteer', 'puppeteer-core']) rows[`${pkg}#launch`] = waits('child', acquires('process', 'close'));
rows['playwright#chromium.launch'] = waits('child', { ...deadline(0, ['timeout'], { defaultMs: 30_000 }), ...acquires('process', 'close') });

export const documents: PackageTables = { rows };
