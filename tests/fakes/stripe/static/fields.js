// What a card field accepts, in Stripe's words and codes.
const BRANDS = [
  { name: "amex", start: /^3[47]/, length: 15, cvc: 4, groups: [4, 6, 5] },
  { name: "visa", start: /^4/, length: 16, cvc: 3, groups: [4, 4, 4, 4] },
  { name: "mastercard", start: /^(5[1-5]|2[2-7])/, length: 16, cvc: 3, groups: [4, 4, 4, 4] },
  { name: "discover", start: /^6(011|5|4[4-9])/, length: 16, cvc: 3, groups: [4, 4, 4, 4] },
];
const UNKNOWN = { name: "unknown", length: 16, cvc: 3, groups: [4, 4, 4, 4] };

export const digits = (text) => text.replace(/\D/g, "");

export function brandOf(number) {
  return BRANDS.find((brand) => brand.start.test(number)) || UNKNOWN;
}

export function grouped(text) {
  const number = digits(text);
  const brand = brandOf(number);
  let rest = number.slice(0, brand.length);
  const groups = [];
  for (const size of brand.groups) {
    if (rest) groups.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return groups.join(" ");
}

export function slashed(text) {
  let number = digits(text).slice(0, 4);
  if (/^[2-9]/.test(number)) number = `0${number}`.slice(0, 4);
  return number.length > 2 ? `${number.slice(0, 2)} / ${number.slice(2)}` : number;
}

function luhn(number) {
  return [...number].reverse().reduce((sum, digit, place) => {
    const value = place % 2 ? 2 * Number(digit) : Number(digit);
    return sum + (value > 9 ? value - 9 : value);
  }, 0) % 10 === 0;
}

function numberError(number) {
  const brand = brandOf(number);
  if (number.length < brand.length) return ["incomplete_number", "Your card number is incomplete."];
  if (brand === UNKNOWN || !luhn(number)) return ["invalid_number", "Your card number is invalid."];
  return null;
}

function expiryError(expiry) {
  if (expiry.length < 4) return ["incomplete_expiry", "Your card's expiration date is incomplete."];
  const month = Number(expiry.slice(0, 2));
  const year = 2000 + Number(expiry.slice(2));
  const now = new Date();
  if (month < 1 || month > 12) return ["invalid_expiry_month", "Your card's expiration month is invalid."];
  const past = year < now.getFullYear() || (year === now.getFullYear() && month <= now.getMonth());
  return past ? ["invalid_expiry_year_past", "Your card's expiration date is in the past."] : null;
}

function cvcError(cvc, brand) {
  return cvc.length === brand.cvc ? null : ["incomplete_cvc", "Your card's security code is incomplete."];
}

// Returns {field: {code, message}} for the fields that are not right yet.
export function problems({ number, expiry, cvc }) {
  const found = {
    number: numberError(number),
    expiry: expiryError(expiry),
    cvc: cvcError(cvc, brandOf(number)),
  };
  const wrong = Object.entries(found).filter(([, problem]) => problem);
  return Object.fromEntries(wrong.map(([field, [code, message]]) => [field, { code, message }]));
}
