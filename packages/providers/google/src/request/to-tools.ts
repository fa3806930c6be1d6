import { compact } from '@llm-balancer/provider'
import type { ChatRequest, FunctionTool, ProviderTool, ToolChoice } from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import type {
  FunctionCallingMode,
  FunctionDeclaration,
  GenerateContentBody,
  ToolBody,
  ToolConfig,
} from './generate-content-body.ts'
import { withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'

/** The fields of the body for tools and their choice. */
export type ToolFields = Pick<GenerateContentBody, 'tools' | 'toolConfig'>

/** Turns tools and their choice into fields of the body. */
export function toTools({ tools = [], toolChoice }: ChatRequest, mapping: Mapping): ToolFields {
  const functions = tools.filter((tool) => tool.type === 'function')
  const hasFunctions = functions.length > 0
  const own = tools.flatMap((tool) =>
    tool.type === 'provider' ? toOwnTool(tool, hasFunctions, mapping) : [],
  )
  if (!hasFunctions) {
    if (modes[toolChoice?.type ?? ''] === 'ANY') mapping.warn('toolChoice', 'no function to choose')
    return own.length > 0 && toolChoice?.type !== 'none' ? { tools: own } : {}
  }
  const functionDeclarations = functions.map((tool) => toFunction(tool, mapping))
  const isMixed = own.length > 0
  const isStrict = isMixed || functions.some(({ strict }) => strict === true)
  const toolConfig: ToolConfig = {
    ...toCalling(toolChoice, isStrict),
    ...(isMixed && !mapping.vertex ? { includeServerSideToolInvocations: true } : {}),
  }
  return { tools: [{ functionDeclarations }, ...own], ...(hasFields(toolConfig) ? { toolConfig } : {}) }
}

function toFunction(tool: FunctionTool, { warn }: Mapping): FunctionDeclaration {
  const { name, description, inputSchema: parametersJsonSchema, inputExamples } = tool
  if (inputExamples !== undefined) warn('inputExamples of a tool')
  return withOwn(compact({ name, description, parametersJsonSchema }), tool)
}

/** `google.google_search` is the tool `googleSearch` of the API; its arguments are sent verbatim. */
function toOwnTool({ id, args }: ProviderTool, hasFunctions: boolean, { traits, warn }: Mapping): ToolBody[] {
  const [, name] = /^google\.(\w+)/.exec(id) ?? []
  if (name !== undefined && (traits.combinesTools || !hasFunctions)) {
    return [{ [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())]: args }]
  }
  warn(`tool ${id}`, name === undefined ? undefined : 'not together with functions')
  return []
}

const modes: Readonly<Record<string, FunctionCallingMode>> = { none: 'NONE', required: 'ANY', tool: 'ANY' }

/** `VALIDATED` makes arguments fit the schemas where the model may choose; where it must call a function they always do. */
function toCalling(choice: ToolChoice | undefined, isStrict: boolean): ToolConfig {
  if (choice === undefined && !isStrict) return {}
  const allowedFunctionNames = choice?.type === 'tool' ? [choice.toolName] : undefined
  const mode = modes[choice?.type ?? 'auto'] ?? (isStrict ? 'VALIDATED' : 'AUTO')
  return { functionCallingConfig: compact({ mode, allowedFunctionNames }) }
}
