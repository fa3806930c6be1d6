import type {
  BaseLanguageModelInput,
  StructuredOutputMethodOptions,
} from '@langchain/core/language_models/base'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import {
  assembleStructuredOutputPipeline,
  createContentParser,
  createFunctionCallingParser,
} from '@langchain/core/language_models/structured_output'
import type { Runnable } from '@langchain/core/runnables'
import { toJsonSchema } from '@langchain/core/utils/json_schema'
import { isSerializableSchema, type SerializableSchema } from '@langchain/core/utils/standard_schema'
import { getSchemaDescription, isInteropZodSchema, type InteropZodType } from '@langchain/core/utils/types'
import { oneOf } from '@llm-balancer/core/options'
import { compact } from '@llm-balancer/provider'
import type { BalancedChatCallOptions } from './call-options.ts'

type Output = Record<string, unknown>

/** A schema of any library that LangChain knows, or a JSON Schema. */
export type OutputSchema = InteropZodType<Output> | SerializableSchema<Output> | Record<string, unknown>

/** How an answer is made to fit a schema. */
export type StructuredOutputSettings = StructuredOutputMethodOptions<boolean>

const methods = ['jsonSchema', 'functionCalling', 'jsonMode'] as const

/**
 * A model whose answers fit a schema: by the vendors' own JSON output (`jsonSchema`), by a tool that has to be called
 * (`functionCalling`), or by JSON without a schema (`jsonMode`).
 *
 * @throws TypeError for an unknown method
 */
export function withSchema(
  model: Pick<BaseChatModel<BalancedChatCallOptions>, 'withConfig'>,
  schema: OutputSchema,
  { name, method = 'jsonSchema', includeRaw, strict }: StructuredOutputSettings = {},
): Runnable<BaseLanguageModelInput> {
  oneOf(...methods)('method', method, 'withStructuredOutput')
  const json = isInteropZodSchema(schema) || isSerializableSchema(schema) ? toJsonSchema(schema) : schema
  const described = compact({ description: getSchemaDescription(schema) })
  const traced = { ls_structured_output_format: { kwargs: { method }, schema: json } }
  const finish = (
    options: Partial<BalancedChatCallOptions>,
    parser: Parameters<typeof assembleStructuredOutputPipeline>[1],
  ): Runnable<BaseLanguageModelInput> =>
    assembleStructuredOutputPipeline(
      model.withConfig({ ...traced, ...options }),
      parser,
      includeRaw,
      'StructuredOutput',
    )
  if (method === 'functionCalling') {
    const toolName = name ?? nameOf(json) ?? 'extract'
    const target = { name: toolName, ...described, parameters: json, ...compact({ strict }) }
    return finish(
      { tools: [{ type: 'function', function: target }], tool_choice: toolName },
      createFunctionCallingParser(schema, toolName),
    )
  }
  const form = {
    name: name ?? nameOf(json) ?? 'response',
    ...described,
    schema: json,
    ...compact({ strict }),
  }
  return finish(
    {
      response_format:
        method === 'jsonMode' ? { type: 'json_object' } : { type: 'json_schema', json_schema: form },
    },
    createContentParser(schema),
  )
}

/** A JSON Schema for a function has the function's name. */
function nameOf(schema: object): string | undefined {
  const { name } = schema as { readonly name?: unknown }
  return typeof name === 'string' && name !== '' ? name : undefined
}
