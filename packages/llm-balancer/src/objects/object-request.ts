import type { ChatRequest } from '@llm-balancer/provider'
import type { LLMChatResponse } from '../requests/call-options.ts'
import type { ObjectOf, ObjectSchema } from './object-schema.ts'

/** A chat request whose answer is an object that fits a schema. */
export interface LLMObjectRequest<Schema extends ObjectSchema = ObjectSchema> extends ChatRequest {
  /**
   * A Standard Schema: of zod, valibot, ArkType and others. An answer that does not fit goes to the next provider. A schema that can be
   * converted to JSON Schema (its library has the Standard JSON Schema extension, as zod 4 has) is sent as the `responseFormat`, unless the
   * request has one; else any JSON is asked for.
   */
  readonly schema: Schema
}

/** A whole answer, and the object in it. */
export interface LLMObjectResponse<Schema extends ObjectSchema> extends LLMChatResponse {
  /** What the schema has made of the answer. */
  readonly object: ObjectOf<Schema>
}
