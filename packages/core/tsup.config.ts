import { defineConfig } from '../../tsup.base.ts'

const subpaths = [
  'options',
  'time',
  'streams',
  'events',
  'errors',
  'retry-after',
  'backoff',
  'budget',
  'testing',
]

export default defineConfig({
  entry: ['src/index.ts', ...subpaths.map((subpath) => `src/${subpath}/index.ts`)],
})
