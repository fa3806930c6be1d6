import { defineConfig } from '../../tsup.base.ts'

/** Entry points share what they have in common, so that there is one copy of each class; the vendors are in the root's alone. */
export default defineConfig({
  entry: [
    'src/index.ts',
    'src/bare/index.ts',
    'src/compat/anthropic-models/index.ts',
    'src/compat/llm-circuit-breaker/index.ts',
    'src/compat/llm-load-balancer/index.ts',
    'src/compat/load-balancing-provider/index.ts',
    'src/compat/llmpool/index.ts',
    'src/types/index.ts',
    'src/web/index.ts',
  ],
})
