import { toJsonSchema } from '../../packages/config/src/schema/to-json-schema.ts'

/** The JSON Schema of configurations, for editors. */
export function configSchema(): string {
  const { $schema, ...schema } = toJsonSchema('file')
  const $id =
    'https://raw.githubusercontent.com/llm-balancer/llm-balancer/main/packages/config/schema/llm-balancer.schema.json'
  return JSON.stringify({ $schema, $id, title: 'A configuration of LLM Balancer', ...schema })
}
