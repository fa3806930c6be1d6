import { defineConfig } from '../../tsup.base.ts'

export default defineConfig({ entry: ['src/index.ts', 'src/conformance/index.ts', 'src/offline/index.ts'] })
