import { failover } from '../../packages/core/src/index.ts'
import {
  createBudget,
  createCatalogue,
  createInvoice,
  economical,
  type Budget,
} from '../../packages/cost/src/index.ts'
import { createUmbrella } from './option-table-umbrella-parts.ts'
import {
  anyNumber,
  atLeastZero,
  longInputPrices,
  prices,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const anyBudget = (): Budget => createBudget({ by: 'all', usdPerDay: 1 })
const budgetOptions: Pick<OptionObject, 'types' | 'valid' | 'numbers' | 'foreign'> = {
  types: ['cost: BudgetOptions'],
  valid: { by: 'all', usdPerDay: 1 },
  numbers: {
    usdPerMinute: atLeastZero,
    usdPerDay: atLeastZero,
    soft: 'within (0, 1]',
    maxTenants: wholeFromOneUpToForever,
  },
  foreign: { usd: 'usdPerDay', limit: 'usdPerDay', limitUsd: 'usdPerDay', per: 'by', action: 'then' },
}
const tokenCounts = {
  inputTokens: atLeastZero,
  outputTokens: atLeastZero,
  cacheReadTokens: atLeastZero,
  cacheWriteTokens: atLeastZero,
  reasoningTokens: atLeastZero,
}
const usage = { inputTokens: 1 }
const price = { inputPerMTok: 1 }
const strategies = (): object => ({ strategy: failover(), cheapest: failover(), budgets: [] })
const oneModel = 'createCatalogue: model 1'
const addModel = (facts: object): unknown => createCatalogue([{ model: 'm', ...facts }])
const addCall = (call: object): void => {
  createInvoice().add({ usage, ...call })
}

/** Every object of options of cost, and those of the umbrella that it reads. */
export const costObjects: readonly OptionObject[] = [
  { ...budgetOptions, who: 'createBudget', give: createBudget },
  {
    types: ['cost: ExportedBudget'],
    who: 'createBudget',
    path: 'initialState.',
    valid: { from: 0, spentMicroUsd: 0, spent: [] },
    numbers: { from: anyNumber, spentMicroUsd: atLeastZero },
    give: (initialState) => createBudget({ by: 'all', usdPerDay: 1, initialState }),
  },
  {
    types: ['cost: BudgetCall'],
    who: 'reserve',
    valid: { price },
    numbers: { inputTokens: atLeastZero, outputTokens: atLeastZero, maxOutputTokens: atLeastZero },
    foreign: { cost: 'price', tokens: 'inputTokens', maxTokens: 'maxOutputTokens' },
    give: (call) => anyBudget().reserve(call),
  },
  {
    types: ['cost: EconomicalOptions'],
    who: 'economical',
    valid: strategies(),
    give: economical,
  },
  {
    types: ['cost: CatalogueModel'],
    who: oneModel,
    valid: { model: 'm' },
    numbers: { contextWindow: 'within (0, ∞]' },
    give: (model) => createCatalogue([model]),
  },
  {
    types: ['core: TokenPrice'],
    who: oneModel,
    path: 'cost.',
    numbers: prices,
    give: (cost) => addModel({ cost }),
  },
  { ...longInputPrices, who: oneModel, give: (longInput) => addModel({ cost: { longInput } }) },
  {
    types: ['cost: ModelCapabilities'],
    who: oneModel,
    path: 'capabilities.',
    give: (capabilities) => addModel({ capabilities }),
  },
  {
    types: ['cost: InvoiceOptions'],
    who: 'createInvoice',
    numbers: { maxLines: wholeFromOneUpToForever },
    foreign: { groupBy: 'by', labels: 'by' },
    give: createInvoice,
  },
  {
    types: ['cost: InvoicedCall'],
    who: 'add',
    valid: { usage },
    foreign: { cost: 'price' },
    give: (call) => {
      createInvoice().add(call)
    },
  },
  {
    types: ['core: TokenUsage'],
    who: 'add',
    path: 'usage.',
    numbers: tokenCounts,
    give: (used) => {
      addCall({ usage: used })
    },
  },
  {
    types: ['core: TokenPrice'],
    who: 'add',
    path: 'price.',
    numbers: prices,
    give: (cost) => {
      addCall({ price: cost })
    },
  },
  {
    ...budgetOptions,
    who: 'createLLMBalancer',
    path: 'budgets[0].',
    give: (budget) => createUmbrella({ budgets: [budget] }),
  },
]
