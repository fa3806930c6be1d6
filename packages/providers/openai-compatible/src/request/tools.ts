import { withOwnOptions } from '@llm-balancer/provider'
import type { ChatRequest, Tool } from '@llm-balancer/provider'
import { wireSchema } from '../wire.ts'
import type { WireRequest, WireResponseFormat, WireTool } from '../wire.ts'
import type { PartContext } from './user-part.ts'

/** The tools of a request and which of them has to be used. Other vendors' tools are left out with a warning. */
export function wireTools(
  { tools = [], toolChoice }: ChatRequest,
  context: PartContext,
): Pick<WireRequest, 'tools' | 'tool_choice'> {
  const wire = tools.flatMap((tool) => wireTool(tool, context))
  if (wire.length === 0) {
    if (toolChoice?.type === 'required' || toolChoice?.type === 'tool') {
      context.warn('toolChoice', 'there is no tool to choose')
    }
    return {}
  }
  if (toolChoice === undefined) return { tools: wire }
  if (toolChoice.type !== 'tool') return { tools: wire, tool_choice: toolChoice.type }
  return { tools: wire, tool_choice: { type: 'function', function: { name: toolChoice.toolName } } }
}

/** What the answer has to look like, or nothing for plain text. */
export function wireResponseFormat(format: ChatRequest['responseFormat']): WireResponseFormat | undefined {
  if (format?.type !== 'json') return undefined
  if (format.schema === undefined) return { type: 'json_object' }
  return {
    type: 'json_schema',
    json_schema: {
      name: format.name ?? 'response',
      ...(format.description === undefined ? {} : { description: format.description }),
      schema: wireSchema(format.schema),
      strict: true,
    },
  }
}

function wireTool(tool: Tool, { provider, warn }: PartContext): WireTool[] {
  if (tool.type === 'provider') {
    warn(`tool ${tool.id}`, 'only functions are supported')
    return []
  }
  const { name, description, inputSchema, strict } = tool
  const wire: WireTool = {
    type: 'function',
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters: wireSchema(inputSchema),
      ...(strict === undefined ? {} : { strict }),
    },
  }
  return [withOwnOptions(wire, provider, tool.providerOptions)]
}
