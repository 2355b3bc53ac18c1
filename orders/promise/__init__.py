"""The Portero Promise: a buyer doubts authenticity or condition after the sale, and what becomes of it."""
