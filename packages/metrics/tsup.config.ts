import { defineConfig } from '../../tsup.base.ts'

export default defineConfig({
  entry: ['src/index.ts', 'src/opentelemetry/index.ts', 'src/prom-client/index.ts'],
})
