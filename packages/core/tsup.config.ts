import { defineConfig } from '../../tsup.base.ts'

export default defineConfig({
  entry: ['src/index.ts', 'src/contracts/index.ts', 'src/retry-after/index.ts', 'src/testing/index.ts'],
})
