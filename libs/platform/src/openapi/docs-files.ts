import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageFiles } from '../http/page-files.ts';

const ours = fileURLToPath(new URL('./docs/', import.meta.url));
const require = createRequire(import.meta.url);
const swaggerUi = dirname(require.resolve('swagger-ui-dist/package.json'));

/** The files of the page at `/docs`. */
export const docsFile = pageFiles({
  'page.html': join(ours, 'page.html'),
  'initializer.js': join(ours, 'initializer.js'),
  'style.css': join(ours, 'style.css'),
  'swagger-ui-bundle.js': join(swaggerUi, 'swagger-ui-bundle.js'),
  'swagger-ui.css': join(swaggerUi, 'swagger-ui.css'),
});
