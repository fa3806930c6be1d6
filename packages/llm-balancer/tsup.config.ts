import { defineConfig } from '../../tsup.base.ts'

export default defineConfig({ entry: ['src/index.ts', 'src/compat/llm-circuit-breaker/index.ts'] })
