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
  'prices',
]

export default defineConfig({
  entry: ['src/index.ts', 'src/testing/index.ts'],
  ground: subpaths.map((subpath) => `src/${subpath}/index.ts`),
})
