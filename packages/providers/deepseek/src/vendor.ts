import type { Vendor } from '@llm-balancer/provider'
import { deepseek } from './deepseek.ts'
import type { DeepSeekSettings } from './deepseek.ts'

/** DeepSeek, as it declares itself. */
export const vendor: Vendor<'deepseek', DeepSeekSettings> = {
  type: 'deepseek',
  label: 'DeepSeek',
  environment: {
    variables: { apiKey: ['DEEPSEEK_API_KEY'], model: ['DEEPSEEK_MODEL'] },
    defaultModel: 'deepseek-v4-flash',
  },
  settings: {},
  limitHeaders: [],
  clientHosts: ['deepseek.com'],
  chat: deepseek,
}
