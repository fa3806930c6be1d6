import { compact, withOwnOptions } from '@llm-balancer/provider'
import type { ChatRequest, FunctionTool, Tool, Warn } from '@llm-balancer/provider'
import type { ChatBody, ToolBody } from './chat-body.ts'

/** The fields of the body for tools and their choice. */
export type ToolFields = Pick<ChatBody, 'tools' | 'tool_choice' | 'strict_tools'>

/** Turns tools and their choice into fields of the body. The API cannot force one tool among several, so it is sent alone. */
export function toTools({ tools = [], toolChoice }: ChatRequest, warn: Warn): ToolFields {
  const functions = tools.filter((tool) => isFunction(tool, warn))
  const isForced = toolChoice?.type === 'tool' || toolChoice?.type === 'required'
  const offered =
    toolChoice?.type === 'tool' ? functions.filter(({ name }) => name === toolChoice.toolName) : functions
  if (offered.length === 0) {
    if (isForced) warn('toolChoice', 'there is no such tool')
    return {}
  }
  const isStrict = offered.every(({ strict }) => strict === true)
  if (!isStrict && offered.some(({ strict }) => strict === true)) warn('strict', 'only of all tools at once')
  return compact({
    tools: offered.map((tool) => toBody(tool, warn)),
    tool_choice: isForced ? 'REQUIRED' : toolChoice?.type === 'none' ? 'NONE' : undefined,
    strict_tools: isStrict ? true : undefined,
  })
}

function isFunction(tool: Tool, warn: Warn): tool is FunctionTool {
  if (tool.type === 'function') return true
  warn(`tool ${tool.id}`, 'only functions are supported')
  return false
}

function toBody(tool: FunctionTool, warn: Warn): ToolBody {
  const { name, description, inputSchema, inputExamples, providerOptions } = tool
  if (inputExamples !== undefined) warn('inputExamples')
  const parameters = { type: 'object', ...inputSchema }
  const body: ToolBody = { type: 'function', function: compact({ name, description, parameters }) }
  return withOwnOptions(body, 'cohere', providerOptions)
}
