import { compact, fitsStrictMode } from '@llm-balancer/provider'
import type { ChatRequest, ResponseFormat, Tool } from '@llm-balancer/provider'
import { leftOut, ownOf } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { ResponsesBody, ToolChoiceItem, ToolItem } from './responses-body.ts'

/** Turns tools and their choice into fields of the body. */
export function toTools(
  { tools = [], toolChoice }: ChatRequest,
  mapping: Mapping,
): Pick<ResponsesBody, 'tools' | 'tool_choice'> {
  const items = tools.flatMap((tool) => toTool(tool, mapping))
  if (items.length === 0) {
    if (/^(required|tool)$/.test(toolChoice?.type ?? '')) mapping.warn('toolChoice', 'there is no tool')
    return {}
  }
  if (toolChoice?.type !== 'tool') return compact({ tools: items, tool_choice: toolChoice?.type })
  const { toolName: name } = toolChoice
  const tool = tools.find((each) => each.name === name)
  return { tools: items, tool_choice: toChoice(name, tool) }
}

/** The format that the answer must have; empty for plain text. */
export function toFormat(format: ResponseFormat | undefined): ResponsesBody['text'] {
  if (format?.type !== 'json') return undefined
  const { schema, name = 'response', description, strict = fitsStrictMode(schema ?? {}) } = format
  if (schema === undefined) return { format: { type: 'json_object' } }
  const shape = { type: 'json_schema', name, description, schema: { ...schema }, strict } as const
  return { format: compact(shape) }
}

function toTool(tool: Tool, { warn }: Mapping): ToolItem[] {
  if (tool.type === 'function') {
    const { name, description, inputSchema, strict = false, inputExamples } = tool
    if (inputExamples !== undefined) warn('inputExamples', leftOut)
    // The API's own default is strict, which refuses or changes most schemas that were not written for it.
    const item: ToolItem = compact({
      type: 'function',
      name,
      description,
      parameters: { ...inputSchema },
      strict,
    })
    return [{ ...item, ...ownOf(tool) }]
  }
  const own = vendorsType(tool)
  // The vendor's own tools have shapes that this adapter does not check.
  if (own !== undefined) return [{ ...own, ...tool.args } as unknown as ToolItem]
  warn(`tool ${tool.id}`, leftOut)
  return []
}

function toChoice(name: string, tool: Tool | undefined): ToolChoiceItem {
  if (tool?.type !== 'provider') return { type: 'function', name }
  const { server_label } = tool.args
  return compact({ ...vendorsType(tool), server_label }) as unknown as ToolChoiceItem
}

/** The name of one of OpenAI's own tools; undefined for another vendor's. Only one kind is recognised by name. */
function vendorsType(tool: Tool & { readonly type: 'provider' }): object | undefined {
  const [, type] = /^openai\.(.+)/.exec(tool.id) ?? []
  if (type === undefined) return undefined
  return type === 'custom' ? { type, name: tool.name } : { type }
}
