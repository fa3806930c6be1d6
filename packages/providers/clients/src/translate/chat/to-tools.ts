import { asRecord, asText, compact, isJsonRecord } from '@llm-balancer/provider'
import type { FunctionTool, JsonRecord, Tool, ToolChoice } from '@llm-balancer/provider'
import { shownType, untranslatable } from '../untranslatable.ts'

/** Functions of chat completions, each in a `function` field. @throws TypeError for other kinds of tools */
export function toTools(tools: unknown): Tool[] | undefined {
  if (!Array.isArray(tools) || tools.length === 0) return undefined
  return tools.map((tool: unknown) => {
    const { type, function: target } = asRecord(tool)
    if (type !== 'function' || !isJsonRecord(target))
      throw untranslatable(`a tool of type ${shownType(type)}`)
    return functionTool(target)
  })
}

/** A function as OpenAI describes it. One without parameters takes none. */
export function functionTool({ name, description, parameters, strict }: JsonRecord): FunctionTool {
  return {
    type: 'function',
    name: asText(name),
    ...compact({
      description: typeof description === 'string' ? description : undefined,
      strict: typeof strict === 'boolean' ? strict : undefined,
    }),
    inputSchema: isJsonRecord(parameters) ? parameters : { type: 'object', properties: {} },
  }
}

/** OpenAI's choice of a tool, of either API. @throws TypeError for a choice among some of the tools, or of another kind */
export function toToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
  const { type, name, function: target } = asRecord(choice)
  const toolName = asText(asRecord(target)['name'] ?? name)
  if (type === 'function' && toolName !== '') return { type: 'tool', toolName }
  throw untranslatable(`a tool choice of type ${shownType(type)}`)
}
