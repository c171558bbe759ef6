"""The frame around every page: who is acting, the menu, signing in, errors."""
