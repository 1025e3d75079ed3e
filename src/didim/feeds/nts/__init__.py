"""The National Tax Service on whether a business runs (국세청 사업자등록정보, data.go.kr 15081808)."""
