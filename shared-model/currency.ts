/** Currencies whose smallest unit is not a hundredth. Source: ISO 4217, list one (read 2026-11). */
const places: Readonly<Record<number, readonly string[]>> = {
  0: ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
};

/** How many digits an amount of a currency has behind the point: JPY 0, EUR 2, KWD 3. */
export function currencyPlaces(currency: string): 0 | 2 | 3 {
  if (places[0]?.includes(currency) === true) return 0;
  return places[3]?.includes(currency) === true ? 3 : 2;
}
