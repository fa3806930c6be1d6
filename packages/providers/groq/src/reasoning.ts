import type { Dialect, WireSettings } from '@llm-balancer/openai-compatible'

type Efforts = NonNullable<Dialect['efforts']>

/** For models other than those below: Groq's words are none, low, medium and high. */
const usual: Efforts = { minimal: 'low', xhigh: 'high', max: 'high' }

/** Groq's words for efforts, which differ by model (the documentation of `reasoning_effort`). */
export function effortsOf(model: string): Efforts {
  // GPT-OSS always reasons; for Qwen 3 before 3.8 reasoning is on or off.
  if (/gpt-oss/i.test(model)) return { ...usual, none: 'low' }
  if (!/qwen-?3(?!\.[89])/i.test(model)) return usual
  return Object.fromEntries(
    ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'].map((effort) => [effort, 'default']),
  )
}

/** True for a model that writes its reasoning into its text, unless `reasoning_format` says otherwise. */
export function thinksAloud(model: string): boolean {
  return /qwen-?3|qwq|deepseek-r1/i.test(model)
}

/** The settings that a model without reasoning refuses. */
export function refusedSettings(model: string): Partial<Record<keyof WireSettings, string>> {
  const isPlain = /llama|gemma|compound|kimi-k2-instruct/i.test(model) && !/deepseek-r1/i.test(model)
  return isPlain ? { reasoning_effort: `${model} does not reason` } : {}
}
