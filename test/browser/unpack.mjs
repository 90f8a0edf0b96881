// Unpacks the Chromium of this package and the font into the folder that TMPDIR names. The package
// does so for a cloud's functions; told that it is in one, it brings the libraries along as well.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium from '@sparticuz/chromium';
import wawoff from 'wawoff2';

const folder = process.env.TMPDIR ?? '';
await chromium.executablePath();

const files = join(
  dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json')),
  'files',
);
const fonts = join(folder, 'chinese-fonts');
mkdirSync(fonts, { recursive: true });
for (const script of ['chinese-simplified', 'latin']) {
  for (const weight of [400, 700]) {
    const packed = readFileSync(join(files, `noto-sans-sc-${script}-${weight}-normal.woff2`));
    writeFileSync(join(fonts, `${script}-${weight}.ttf`), await wawoff.decompress(packed));
  }
}
writeFileSync(
  join(folder, 'fonts.conf'),
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${fonts}</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>\n`,
);
