import { readProperty } from '@llm-balancer/core/options'
import type { ChatRequest } from '@llm-balancer/provider'
import type { LLMObjectRequest } from './object-request.ts'
import type { ObjectSchema } from './object-schema.ts'
import { toResponseFormat } from './to-response-format.ts'

/** The schema of a request, and the request as models take it. */
export function splitRequest(given: ChatRequest | LLMObjectRequest): {
  readonly schema: ObjectSchema | undefined
  readonly request: ChatRequest
} {
  const schema = readProperty(given, 'schema') as ObjectSchema | undefined
  if (schema === undefined) return { schema, request: given }
  const { schema: _, responseFormat = toResponseFormat(schema), ...request } = given as LLMObjectRequest
  return { schema, request: { ...request, responseFormat } }
}
