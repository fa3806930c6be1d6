import { compact } from '@llm-balancer/provider'
import type { ChatRequest, Tool, ToolChoice } from '@llm-balancer/provider'
import { withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { MessagesBody, ToolChoiceBody, ToolDefinition } from './messages-body.ts'

/** The fields of the body for tools and their choice. */
export type ToolFields = Pick<MessagesBody, 'tools' | 'tool_choice'>

/** Turns tools and their choice into fields of the body. `mayForce` is false when the model does not take a forced choice. */
export function toTools(request: ChatRequest, mayForce: boolean, mapping: Mapping): ToolFields {
  const tools = (request.tools ?? []).flatMap((tool) => toDefinition(tool, mapping))
  if (tools.length === 0) return {}
  const { toolChoice } = request
  const choice = toolChoice === undefined ? undefined : toChoice(toolChoice, mayForce, mapping)
  return compact({ tools, tool_choice: choice })
}

function toDefinition(tool: Tool, { warn }: Mapping): ToolDefinition[] {
  if (tool.type === 'function') {
    const { name, description, inputSchema, strict, inputExamples } = tool
    const definition: ToolDefinition = compact({
      name,
      description,
      input_schema: { type: 'object', ...inputSchema },
      strict,
      input_examples: inputExamples?.map(({ input }) => input),
    })
    return [withOwn(definition, tool)]
  }
  const [, type] = /^anthropic\.(.+)/.exec(tool.id) ?? []
  // The vendor's own tools have shapes that this adapter does not check.
  if (type !== undefined) return [{ type, name: tool.name, ...tool.args } as unknown as ToolDefinition]
  warn(`tool ${tool.id}`)
  return []
}

function toChoice(choice: ToolChoice, mayForce: boolean, { warn }: Mapping): ToolChoiceBody {
  if (choice.type === 'auto' || choice.type === 'none') return { type: choice.type }
  if (mayForce) return choice.type === 'required' ? { type: 'any' } : { type: 'tool', name: choice.toolName }
  warn('toolChoice', 'the model may choose')
  return { type: 'auto' }
}
