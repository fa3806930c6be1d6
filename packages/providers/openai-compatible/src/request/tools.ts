import { compact, fitsStrictMode, withOwnOptions } from '@llm-balancer/provider'
import type { ChatRequest, Tool } from '@llm-balancer/provider'
import { wireSchema } from '../wire.ts'
import type { WireRequest, WireTool, WireToolChoice } from '../wire.ts'
import type { RequestContext } from './request-context.ts'

/** The tools of a request and which of them has to be used. Other vendors' tools are left out with a warning. */
export function wireTools(
  { tools = [], toolChoice }: ChatRequest,
  context: RequestContext,
): Pick<WireRequest<unknown, WireToolChoice<string>>, 'tools' | 'tool_choice'> {
  const wire = tools.flatMap((tool) => wireTool(tool, context))
  const { type: choice } = toolChoice ?? {}
  if (wire.length === 0) {
    if (choice === 'required' || choice === 'tool') context.warn('toolChoice', 'there is no tool to choose')
    return {}
  }
  if (toolChoice?.type === 'tool') {
    return { tools: wire, tool_choice: { type: 'function', function: { name: toolChoice.toolName } } }
  }
  const { anyTool = 'required' } = context
  return compact({ tools: wire, tool_choice: choice === 'required' ? anyTool : choice })
}

/** What the answer has to look like; nothing for plain text. */
export function wireResponseFormat(
  format: ChatRequest['responseFormat'],
): Pick<WireRequest, 'response_format'> {
  if (format?.type !== 'json') return {}
  const { schema, name = 'response', description, strict } = format
  if (schema === undefined) return { response_format: { type: 'json_object' } }
  const isStrict = strict ?? fitsStrictMode(schema)
  const json = compact({ name, description, schema: wireSchema(schema), strict: isStrict })
  return { response_format: { type: 'json_schema', json_schema: json } }
}

function wireTool(tool: Tool, { provider, warn }: RequestContext): WireTool[] {
  if (tool.type === 'provider') {
    warn(`tool ${tool.id}`)
    return []
  }
  const { name, description, inputSchema, inputExamples, strict } = tool
  if (inputExamples !== undefined) warn('inputExamples')
  const target = compact({ name, description, parameters: wireSchema(inputSchema), strict })
  return [withOwnOptions({ type: 'function', function: target }, provider, tool.providerOptions)]
}
