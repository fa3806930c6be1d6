import type { BindToolsInput } from '@langchain/core/language_models/chat_models'
import type { ToolChoice as LangChainToolChoice } from '@langchain/core/language_models/chat_models'
import { isLangChainTool } from '@langchain/core/utils/function_calling'
import { toJsonSchema } from '@langchain/core/utils/json_schema'
import { asRecord, asText, compact, isJsonRecord } from '@llm-balancer/provider'
import type { FunctionTool, JsonRecord, ProviderTool, Tool, ToolChoice } from '@llm-balancer/provider'

/**
 * Tools as a request has them. They may be LangChain's own, or objects in the form of OpenAI, of Anthropic or of a
 * `ChatRequest`.
 *
 * @throws TypeError for anything else
 */
export function toTools(owner: string, tools: readonly BindToolsInput[], strict?: boolean): Tool[] {
  return tools.map((tool) => {
    const read = toTool(owner, tool)
    return strict === undefined || read.type === 'provider' ? read : { ...read, strict }
  })
}

function toTool(owner: string, tool: unknown): Tool {
  if (isLangChainTool(tool)) {
    const { name, description } = tool
    return { type: 'function', name, ...compact({ description }), inputSchema: toJsonSchema(tool.schema) }
  }
  if (!isJsonRecord(tool)) throw invalid(owner)
  if (isJsonRecord(tool['function']))
    return fromParts(owner, tool['function'], tool['function']['parameters'])
  if (tool['type'] === 'provider' && asText(tool['id']).includes('.')) return tool as unknown as ProviderTool
  if (isJsonRecord(tool['inputSchema'])) return { ...(tool as unknown as FunctionTool), type: 'function' }
  if (isJsonRecord(tool['input_schema'])) return fromParts(owner, tool, tool['input_schema'])
  throw invalid(owner)
}

function fromParts(owner: string, { name, description, strict }: JsonRecord, schema: unknown): FunctionTool {
  if (asText(name) === '') throw invalid(owner)
  const more = {
    description: typeof description === 'string' ? description : undefined,
    strict: typeof strict === 'boolean' ? strict : undefined,
  }
  // A function without parameters takes none.
  const inputSchema = isJsonRecord(schema) ? schema : { type: 'object', properties: {} }
  return { type: 'function', name: asText(name), ...compact(more), inputSchema }
}

function invalid(owner: string): TypeError {
  return new TypeError(
    `${owner}: each of "tools" must be a LangChain tool, { type: 'function', function: { name, parameters } } or { name, inputSchema }`,
  )
}

/**
 * Which tool has to be used: a word of LangChain's or of a vendor's, the name of a tool, or an object that names one.
 *
 * @throws TypeError for an object that names none
 */
export function toToolChoice(owner: string, choice: LangChainToolChoice): ToolChoice {
  if (typeof choice === 'string') {
    if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
    return choice === 'any' ? { type: 'required' } : { type: 'tool', toolName: choice }
  }
  const { type, name, toolName, function: target }: JsonRecord = choice
  const named = asText(toolName) || asText(asRecord(target)['name']) || asText(name)
  if (named !== '') return { type: 'tool', toolName: named }
  if (type === 'auto' || type === 'none' || type === 'required') return { type }
  if (type === 'any') return { type: 'required' }
  throw new TypeError(`${owner}: "tool_choice" must be "auto", "any", "none" or name a tool`)
}
