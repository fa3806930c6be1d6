export { BudgetExceededError } from '@llm-balancer/core/errors'
export type { Catalogue, CatalogueModel, ModelName } from './catalogue/catalogue.ts'
export { createCatalogue } from './catalogue/create-catalogue.ts'
export { lacksOf } from './catalogue/lacks-of.ts'
export { mergeCatalogues } from './catalogue/merge-catalogues.ts'
export type { ModelCapabilities, ModelFacts } from './catalogue/model-facts.ts'
export { parseCatalogue } from './catalogue/parse-catalogue.ts'
export type {
  Budget,
  BudgetCall,
  BudgetKey,
  BudgetReservation,
  BudgetSnapshot,
  BudgetState,
  BudgetTarget,
  ExportedBudget,
  SoftBudgetEvent,
} from './budget/budget.ts'
export type { BudgetOptions } from './budget/budget-options.ts'
export { createBudget } from './budget/create-budget.ts'
export type {
  Invoice,
  InvoicedCall,
  InvoicedTarget,
  InvoiceLabels,
  InvoiceLine,
  InvoiceSnapshot,
} from './invoice/invoice.ts'
export { createInvoice, type InvoiceOptions } from './invoice/create-invoice.ts'
export { economical, type EconomicalOptions } from './strategy/economical.ts'
