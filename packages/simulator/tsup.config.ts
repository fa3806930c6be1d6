import { defineConfig } from '../../tsup.base.ts'

export default defineConfig({
  entry: ['src/index.ts', 'src/overload/index.ts', 'src/quality/index.ts', 'src/rivals/index.ts'],
})
