// Generated from schema/v1 by scripts/generate.mjs. Do not edit.

/** Known words, and room for others. */
export type OneOf<T extends string> = T | (string & {});

/** One word, several, or several with commas between them. */
export type AnyOf<T extends string> = OneOf<T> | readonly T[];

export interface Address {
  line?: string | string[];
  city?: string;
  state?: string;
  postalCode?: string;
  country?: string;
}

export interface Attachment {
  contentType?: string;
  data?: string;
  url?: string;
  title?: string;
}

/** A text, or a code of a code system. */
export type Coded = string | CodedConcept;

export interface CodedConcept {
  system?: string;
  code?: string;
  display?: string;
}

export interface Coding {
  system?: string;
  code?: string;
  display?: string;
}

export interface Money {
  value?: number;
  currency?: string;
}

export interface Period {
  start?: string;
  end?: string;
}

export interface Photo {
  url?: string;
  data?: string;
  contentType?: string;
}

export interface Quantity {
  value?: number;
  unit?: string;
  system?: string;
  code?: string;
}

export interface Ratio {
  numerator?: Quantity;
  denominator?: Quantity;
}
